import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import type { Control } from "./control";
import { intercept } from "./intercept";
import { Listener } from "./listener";
import { controlPath, controlRoutes } from "./routes";
import type { SandboxServer } from "./sandbox-server";

export interface ServerOptions {
  /** The API of the emulator. */
  api: Hono;
  /** Extra endpoints below `/_sandbox`, for edits behind the API's back. */
  edits?: Hono;
  /** 0, the default, takes any free port. */
  port?: number;
}

/**
 * Whether a page of another site may have sent a request: from a browser, or by a name that it has made to mean this
 * machine. Only who names the loopback interface itself controls an emulator.
 */
function isForeign({ headers }: Request): boolean {
  const [host, origin] = [headers.get("host"), headers.get("origin")];
  const isOwn = /^(127\.0\.0\.1|localhost)(:\d+)?$/i.test(host ?? "");
  return !isOwn || (origin !== null && origin !== `http://${host}`);
}

const foreign = () =>
  Response.json(
    { error: "control calls come from this machine: by 127.0.0.1 or localhost, from no other site" },
    { status: 403 },
  );

/** Serves an emulator's API on the loopback interface, with the control endpoints under `/_sandbox`. */
export async function serveSandbox<T extends object>(
  control: Control<T>,
  { api, edits, port = 0 }: ServerOptions,
): Promise<SandboxServer<T>> {
  const routes = controlRoutes(control, edits);
  const answer = getRequestListener(
    (request, bindings) => {
      if (new URL(request.url).pathname.startsWith(`${controlPath}/`)) {
        return isForeign(request) ? foreign() : routes.fetch(request);
      }
      const { socket } = bindings.incoming;
      const outage = (ms: number, over: Promise<void>) => listener.outage(ms, over);
      return intercept(request, { socket, outage }, control, () => api.fetch(request, bindings));
    },
    { overrideGlobalObjects: false },
  );
  const listener = new Listener((incoming, outgoing) => void answer(incoming, outgoing));
  await listener.listen(port);
  return { ...control, url: listener.url, close: () => listener.close() };
}
