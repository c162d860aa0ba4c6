import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Milliseconds for which an idle connection stays: longer than a busy machine pauses, or a client writes to one that is just being closed. */
const KEPT_ALIVE = 120_000;

/** A port of the loopback interface that can be left for a while. */
export class Listener {
  readonly #server: Server;
  #port = 0;
  #comeback: NodeJS.Timeout | undefined;

  constructor(listener: RequestListener) {
    this.#server = createServer({ keepAliveTimeout: KEPT_ALIVE }, listener);
  }

  /** `http://127.0.0.1:<port>` */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** @param port 0 takes any free one */
  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Cuts all connections, and refuses new ones for this number of milliseconds, or until `over` resolves. */
  outage(ms: number, over: Promise<void>): void {
    const cut = this.close();
    const timer = setTimeout(() => void back(), ms);
    this.#comeback = timer;
    const back = async () => {
      await cut;
      if (this.#comeback !== timer) return;
      this.#endOutage();
      await this.listen(this.#port);
    };
    void over.then(back);
  }

  /** Stops listening and cuts the connections that are kept alive. */
  async close(): Promise<void> {
    this.#endOutage();
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #endOutage(): void {
    clearTimeout(this.#comeback);
    this.#comeback = undefined;
  }
}
