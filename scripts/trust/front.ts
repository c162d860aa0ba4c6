import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream";

/** A proxy between a client and a server that may change what the server answers. */
export class Front {
  /** Changes the body of the answer with this number, from 0. Where there is none, answers pass unchanged. */
  change: ((body: string, answer: number) => string) | undefined;
  #answers = 0;
  #open = 0;
  #most = 0;

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async before(target: string): Promise<Front> {
    const { hostname: host, port } = new URL(target);
    const server = createServer((incoming, response) => {
      const { method, url: path, headers } = incoming;
      const onward = request({ host, port, method, path, headers }, (answer) => {
        const { change } = front;
        if (change === undefined) {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          pipeline(answer, response, () => undefined);
          return;
        }
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => {
          const body = change(Buffer.concat(chunks).toString(), front.#answers++);
          const headers = { ...answer.headers, "content-length": String(Buffer.byteLength(body)) };
          delete headers["transfer-encoding"];
          response.writeHead(answer.statusCode ?? 502, headers).end(body);
        });
      });
      onward.on("error", (error: Error & { rawPacket?: Buffer }) => {
        // Anything but HTTP also passes unchanged.
        if (error.rawPacket === undefined || response.destroyed) response.destroy();
        else response.socket?.end(error.rawPacket);
      });
      // A client that has read enough ends what has no end.
      response.on("close", () => onward.destroy());
      incoming.pipe(onward);
    });
    server.on("connection", (socket) => {
      front.#open += 1;
      front.#most = Math.max(front.#most, front.#open);
      socket.once("close", () => (front.#open -= 1));
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const front = new Front(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return front;
  }

  /** Connections that were open at a time, at most. */
  get mostConnections(): number {
    return this.#most;
  }

  /** Answers count from 0 again, and this is done to them. */
  begin(change?: Front["change"]): void {
    this.#answers = 0;
    this.change = change;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}
