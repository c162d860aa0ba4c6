import { execFileSync } from "node:child_process";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/**
 * Sends a signal to the engine that works for this test: a command line among the descendants of this process.
 * @returns whether there is one
 */
export function signalEngine(signal: NodeJS.Signals): boolean {
  const all = execFileSync("ps", ["-eo", "pid=,ppid=,comm="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line): Process => {
      const [pid, parent, command = ""] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), command };
    });
  const isOurs = ({ parent }: Process): boolean =>
    parent === process.pid || all.some((one) => one.pid === parent && isOurs(one));
  const engines = all.filter((one) => one.command === "pulumi" && isOurs(one));
  for (const { pid } of engines) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended meanwhile.
    }
  }
  return engines.length > 0;
}
