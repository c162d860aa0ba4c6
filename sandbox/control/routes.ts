import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { callPattern } from "./read-call";
import type { Control } from "./control";

export const controlPath = "/_sandbox";

/** The control endpoints; `edits` are the emulator's own, for changes behind the API's back. */
export function controlRoutes<T extends object>(control: Control<T>, edits?: Hono): Hono {
  const { log, faults, delays, settings } = control;
  const routes = new Hono().basePath(controlPath);

  routes.get("/log", (c) => c.json(log.entries(callPattern.parse(c.req.query()))));
  routes.delete("/log", (c) => {
    log.clear();
    return c.body(null, 204);
  });

  routes.get("/faults", (c) => c.json(faults.pending()));
  routes.post("/faults", async (c) => c.json(faults.add(await c.req.json()), 201));
  routes.delete("/faults", (c) => {
    faults.clear();
    return c.body(null, 204);
  });

  routes.get("/delays", (c) => c.json(delays.all()));
  routes.post("/delays", async (c) => c.json(delays.add(await c.req.json()), 201));
  routes.delete("/delays", (c) => {
    delays.clear();
    return c.body(null, 204);
  });

  routes.get("/settings", (c) => c.json(settings.current));
  routes.patch("/settings", async (c) => c.json(settings.set(await c.req.json())));

  if (edits) routes.route("/", edits);
  routes.notFound((c) => c.json({ error: `no control endpoint ${c.req.method} ${c.req.path}` }, 404));
  routes.onError((error, c) => {
    if (error instanceof HTTPException) return c.json({ error: error.message }, error.status);
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
    if (error instanceof SyntaxError) return c.json({ error: `body is not JSON: ${error.message}` }, 400);
    return c.json({ error: String(error) }, 500);
  });
  return routes;
}
