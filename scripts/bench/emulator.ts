import { type Sandbox, startSandbox } from "../runner/sandbox-process";

/** A Waldur like the recorded one, in a process of its own, so that its work is not counted as ours. */
export class Emulator {
  private constructor(private readonly sandbox: Sandbox) {}

  /** @param switches of the emulator */
  static async start(switches: object): Promise<Emulator> {
    const emulator = new Emulator(await startSandbox());
    await emulator.control("settings", "PATCH", switches);
    return emulator;
  }

  get reach() {
    return this.sandbox.waldur;
  }

  async request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { apiUrl, token } = this.reach;
    const headers = { authorization: `Token ${token}`, "content-type": "application/json" };
    const answer = await fetch(`${apiUrl}${path}`, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  async forget(): Promise<void> {
    await this.control("log", "DELETE");
  }

  /** Requests since then. */
  async requests(): Promise<{ reads: number; writes: number }> {
    const calls = (await this.control("log?level=api", "GET")) as { method: string }[];
    const reads = calls.filter(({ method }) => method === "GET").length;
    return { reads, writes: calls.length - reads };
  }

  async close(): Promise<void> {
    await this.sandbox.stop();
  }

  private async control(path: string, method: string, body?: object): Promise<unknown> {
    const url = new URL(`/_sandbox/${path}`, this.reach.apiUrl);
    const headers = { "content-type": "application/json" };
    const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  }
}
