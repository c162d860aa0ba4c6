import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { z } from "zod";

/** Where the engine gets the key that a stack's secrets are encrypted with. */
export interface KeyService {
  /** The stack's `secretsProvider`. */
  readonly provider: string;
  /** Environment by which the engine finds it. */
  readonly env: Readonly<Record<string, string>>;
}

let running: Promise<KeyService> | undefined;

/**
 * A service of this process that keeps the keys of throw-away stacks, asked as Vault is
 * (https://developer.hashicorp.com/vault/api-docs/secret/transit). It protects nothing. To derive a key from a
 * passphrase instead takes half a second of processor time in every operation of the engine.
 */
export function keyService(): Promise<KeyService> {
  running ??= start();
  return running;
}

const PREFIX = "vault:v1:";

const encryption = z.object({ plaintext: z.string() });
const decryption = z.object({ ciphertext: z.string().startsWith(PREFIX) });

const vault = new Hono()
  .put("/v1/transit/encrypt/:key", async (context) => {
    const { plaintext } = encryption.parse(await context.req.json());
    return context.json({ data: { ciphertext: PREFIX + plaintext } });
  })
  .put("/v1/transit/decrypt/:key", async (context) => {
    const { ciphertext } = decryption.parse(await context.req.json());
    return context.json({ data: { plaintext: ciphertext.slice(PREFIX.length) } });
  });

async function start(): Promise<KeyService> {
  const listener = getRequestListener(vault.fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void listener(request, response));
  // No connection is left open that would hold this process.
  server.maxRequestsPerSocket = 1;
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  // Its clients end without notice.
  server.unref();
  const { port } = server.address() as AddressInfo;
  return { provider: "hashivault://stacks", env: { VAULT_SERVER_URL: `http://127.0.0.1:${port}` } };
}
