import { Hono } from "hono";
import type { Credentials } from "./signing";

/** Two accounts of one server: whose a request is, the key in its signature says; without a known one it is the first's. */
export function byAccount({ apiKey }: Credentials, { theirs, own }: { theirs: Hono; own: Hono }): Hono {
  const server = new Hono();
  server.all("*", ({ req, env }) => {
    const isTheirs = req.header("authorization")?.startsWith(`${apiKey}:`) === true;
    return (isTheirs ? theirs : own).fetch(req.raw, env);
  });
  return server;
}
