import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { createServer as createTlsServer } from "node:tls";

export type OtherServers = Awaited<ReturnType<typeof startOtherServers>>;

/** Servers that settings can lead to by mistake. */
export async function startOtherServers() {
  const tls = createTlsServer();
  tls.on("tlsClientError", () => undefined);
  const servers = {
    pages: createServer((_, response) => {
      answer(response, 200, "text/html", "<!doctype html><title>Welcome</title>");
    }),
    json: createServer((_, response) => answer(response, 200, "application/json", '{"version":1}')),
    /** What servers for https say to http. */
    wantsTls: createServer((_, response) => {
      const page = "<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>";
      answer(response, 400, "text/html", page);
    }),
    tls,
  } as const;
  const [pages, json, wantsTls, bareTls] = await Promise.all(Object.values(servers).map(hostOf));
  return {
    hosts: { pages, json, wantsTls, bareTls },
    close: () => Promise.all(Object.values(servers).map((server) => once(server.close(), "close"))),
  };
}

function answer(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { "content-type": type, connection: "close" }).end(text);
}

async function hostOf(server: Server): Promise<string> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
