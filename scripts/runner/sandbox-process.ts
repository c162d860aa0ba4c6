import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** What the sandbox prints when it listens. */
export interface Clouds {
  waldur: { apiUrl: string; token: string; tenantUuid: string };
  e24cloud: { endpoint: string; apiKey: string; apiSecret: string; virtualMachines: string[] };
}

/** Both clouds on this machine, run by the command that users run. */
export interface Sandbox extends Clouds {
  stop(): Promise<void>;
}

const command = join(__dirname, "..", "..", "dist", "cli", "main.js");

/** @param options of the command, such as `--waldur-delay 300` */
export async function startSandbox(...options: string[]): Promise<Sandbox> {
  const child = spawn(process.execPath, [command, "sandbox", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const clouds = JSON.parse(line) as Clouds;
  return {
    ...clouds,
    async stop() {
      const ended = once(child, "close");
      child.kill("SIGTERM");
      await ended;
    },
  };
}
