import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Loopback {
  url: string;
  close(): Promise<void>;
}

/** A bare HTTP server on a free port, for what the emulators never do. */
export async function loopback(
  answer: (request: IncomingMessage & { text: string }, response: ServerResponse) => void,
  connected: () => void = () => undefined,
): Promise<Loopback> {
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => answer(Object.assign(request, { text }), response));
  });
  server.on("connection", connected);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
