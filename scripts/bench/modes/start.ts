import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Milliseconds until a plugin prints its port. Its process is ended with all that it started. */
export async function startOf(command: string, cwd: string): Promise<number> {
  const began = performance.now();
  const child = spawn(command, ["127.0.0.1:1"], { cwd, stdio: ["ignore", "pipe", "ignore"], detached: true });
  const [port] = (await once(createInterface(child.stdout), "line")) as [string];
  const took = performance.now() - began;
  if (!/^\d+$/.test(port)) throw new Error(`${command} printed "${port}" instead of its port`);
  const ended = once(child, "close");
  if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  await ended;
  return took;
}
