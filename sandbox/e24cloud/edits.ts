import { Hono } from "hono";
import { z } from "zod";
import type { History } from "./history";
import { parseOverlay } from "./profiles/overlays";
import { Refusal, UnknownId } from "./api/refusal";
import type { SecondWriter } from "./second-writer";

/** The control endpoints that only this emulator has: the second writer, the real state, the history of changes. */
export function e24cloudEdits(writer: SecondWriter, history: History): Hono {
  const edits = new Hono();
  edits.onError((error, c) => {
    if (error instanceof UnknownId) return c.json({ error: error.message }, 404);
    if (error instanceof Refusal) return c.json({ error: error.message }, 400);
    throw error;
  });

  edits.get("/groups", (c) => c.json(writer.groups()));
  edits.post("/groups", async (c) => {
    const { name } = z.strictObject({ name: z.string() }).parse(await c.req.json());
    return c.json(writer.create(name), 201);
  });
  edits.post("/groups/:id/:operation", async (c) => {
    const { id, operation } = c.req.param();
    return c.json(writer.change(id, operation, await c.req.json()));
  });
  edits.put("/groups/:id/overlay", async (c) => {
    writer.overlay(c.req.param("id"), parseOverlay(await c.req.json()));
    return c.body(null, 204);
  });
  edits.delete("/groups/:id", (c) => {
    writer.delete(c.req.param("id"));
    return c.body(null, 204);
  });

  edits.get("/history", (c) => c.json(history.steps(c.req.query("group"))));
  edits.delete("/history", (c) => {
    history.clear();
    return c.body(null, 204);
  });
  return edits;
}
