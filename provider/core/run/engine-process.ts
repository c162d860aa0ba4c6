import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import process from "node:process";

/** A process among the ancestors of this one. */
interface Ancestor {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  /** When it began, in whatever unit the system tells. */
  readonly started: string;
}

/** A shell stands between the engine and the host, and perhaps another. */
const MOST_ANCESTORS = 4;

/**
 * A text that names the process of the engine which serves this run, and no other before or after it; all providers of
 * a run share it. Undefined where it can't be found out, as on Windows.
 */
export function engineProcess(): string | undefined {
  let pid = process.ppid;
  for (let step = 0; step < MOST_ANCESTORS && pid > 1; step += 1) {
    const ancestor = ancestorOf(pid);
    if (ancestor === undefined) return undefined;
    // The scripts in between are called pulumi-resource-….
    if (ancestor.command === "pulumi") return `${ancestor.pid} ${ancestor.started}`;
    pid = ancestor.parent;
  }
  return undefined;
}

function ancestorOf(pid: number): Ancestor | undefined {
  try {
    if (process.platform === "linux") return fromProc(pid);
    return process.platform === "win32" ? undefined : fromPs(pid);
  } catch {
    return undefined;
  }
}

/** proc(5): `pid (command) state ppid …`, and the start time as the 22nd field. */
function fromProc(pid: number): Ancestor | undefined {
  const [, command, rest] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
  const fields = rest?.split(" ") ?? [];
  const [parent, started] = [fields[1], fields[19]];
  if (command === undefined || parent === undefined || started === undefined) return undefined;
  return { pid, parent: Number(parent), command, started };
}

function fromPs(pid: number): Ancestor | undefined {
  const line = execFileSync("ps", ["-o", "ppid=,lstart=,comm=", "-p", `${pid}`], { encoding: "utf8" });
  const [, parent, started, path] = /^\s*(\d+)\s+(.{24})\s+(.*)$/.exec(line.trimEnd()) ?? [];
  if (parent === undefined || started === undefined || path === undefined) return undefined;
  return { pid, parent: Number(parent), command: path.split("/").at(-1) ?? "", started };
}
