import { execFileSync } from "node:child_process";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function processes(): Process[] {
  return execFileSync("ps", ["-eo", "pid=,ppid=,comm="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line): Process => {
      const [pid, parent, command = ""] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), command };
    });
}

function descendants(of: number, all: readonly Process[]): Process[] {
  const children = all.filter(({ parent }) => parent === of);
  return children.flatMap((child) => [child, ...descendants(child.pid, all)]);
}

const engines = (all: readonly Process[]) =>
  descendants(process.pid, all).filter(({ command }) => command === "pulumi");

/** The processes that the engine which works for this process has started, such as providers. */
export function startedByEngine(): number[] {
  const all = processes();
  return engines(all).flatMap(({ pid }) => descendants(pid, all).map((one) => one.pid));
}

/**
 * Sends a signal to the engine that works for this process: a command line among its descendants.
 * @returns whether there is one
 */
export function signalEngine(signal: NodeJS.Signals): boolean {
  const found = engines(processes());
  for (const { pid } of found) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended meanwhile.
    }
  }
  return found.length > 0;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
