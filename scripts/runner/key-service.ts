import { createServer, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import type { AddressInfo } from "node:net";

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
 * (https://developer.hashicorp.com/vault/api-docs/secret/transit). It hides them from nobody. To derive a key from a
 * passphrase instead takes half a second of processor time in every operation of the engine.
 */
export function keyService(): Promise<KeyService> {
  running ??= start();
  return running;
}

const PREFIX = "vault:v1:";

interface Wrapped {
  readonly plaintext?: string;
  readonly ciphertext?: string;
}

async function start(): Promise<KeyService> {
  const server = createServer((request, response) => {
    void unwrapped(request).then((data) => {
      response.setHeader("connection", "close");
      response.end(JSON.stringify({ data }));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  // Whoever uses it ends without a word to it.
  server.unref();
  const { port } = server.address() as AddressInfo;
  return { provider: "hashivault://stacks", env: { VAULT_SERVER_URL: `http://127.0.0.1:${port}` } };
}

async function unwrapped(request: IncomingMessage): Promise<Wrapped> {
  const { plaintext, ciphertext = "" } = (await json(request)) as Wrapped;
  return plaintext === undefined
    ? { plaintext: ciphertext.slice(PREFIX.length) }
    : { ciphertext: `${PREFIX}${plaintext}` };
}
