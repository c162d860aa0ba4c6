import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What stands between a client and a server, and may change what the server answers. */
export class Front {
  /** Changes the body of the answer with this number, from 0. */
  change: (body: string, answer: number) => string = (body) => body;
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
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => {
          const body = front.#changed(Buffer.concat(chunks).toString());
          const headers = { ...answer.headers, "content-length": String(Buffer.byteLength(body)) };
          delete headers["transfer-encoding"];
          response.writeHead(answer.statusCode ?? 502, headers).end(body);
        });
      });
      onward.on("error", () => response.destroy());
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
  begin(change: Front["change"] = (body) => body): void {
    this.#answers = 0;
    this.change = change;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }

  #changed(body: string): string {
    const answer = this.#answers;
    this.#answers += 1;
    return this.change(body, answer);
  }
}
