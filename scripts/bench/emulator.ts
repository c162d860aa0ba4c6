import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";

interface Reach {
  readonly apiUrl: string;
  readonly token: string;
  readonly tenantUuid: string;
}

/** A Waldur like the recorded one, in a process of its own, so that its work is not counted as ours. */
export class Emulator {
  private constructor(
    readonly reach: Reach,
    private readonly stop: () => Promise<void>,
  ) {}

  /** @param switches of the emulator */
  static async start(switches: object): Promise<Emulator> {
    const command = join(__dirname, "..", "..", "dist", "cli", "main.js");
    const child = spawn(process.execPath, [command, "sandbox"], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    const { waldur } = JSON.parse(line) as { waldur: Reach };
    const emulator = new Emulator(waldur, async () => {
      const ended = once(child, "close");
      child.kill("SIGTERM");
      await ended;
    });
    await emulator.control("settings", "PATCH", switches);
    return emulator;
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
    await this.stop();
  }

  private async control(path: string, method: string, body?: object): Promise<unknown> {
    const url = new URL(`/_sandbox/${path}`, this.reach.apiUrl);
    const headers = { "content-type": "application/json" };
    const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  }
}
