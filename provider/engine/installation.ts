import * as pulumi from "@pulumi/pulumi";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { waitUntilClosed } from "../run/engine-address";

/** What `__provider` requires, see `dynamic-resource.ts`. */
const ENTRY = "pulumi-security-groups/provider";

const found = new Set<string>();

/**
 * The engine's host of dynamic providers looks for the package from the program's folder, whatever the program itself
 * imported. What is not found there would only show as an error of the host in the middle of the run.
 *
 * @throws {pulumi.RunError} where the package is not found
 */
export function requireInstallation(): void {
  const folder = process.cwd();
  // Unit tests with mocks have no engine, and no host either.
  if (pulumi.runtime.getEngine() === undefined || found.has(folder)) return;
  try {
    createRequire(join(folder, "index.js")).resolve(ENTRY);
  } catch {
    throw new pulumi.RunError(
      `the engine looks for pulumi-security-groups from the program's folder (${folder}) and does not find it there: make ` +
        "it a dependency in the package.json of that folder (npm install pulumi-security-groups).",
    );
  }
  found.add(folder);
}

const done = new WeakMap<object, Set<string>>();

/** Whether this is the first time in the program's run that something is to be done; never outside of a run. */
export function isFirstInRun(what: string): boolean {
  const run = pulumi.runtime.getStackResource();
  if (run === undefined) return false;
  const known = done.get(run) ?? new Set();
  done.set(run, known);
  if (known.has(what)) return false;
  known.add(what);
  return true;
}

/** The engines that this process watches, by their addresses. */
const watched = new Set<string>();

/**
 * Ends Pulumi's host of dynamic providers when the engine is gone. Once the host has been called it runs this package, and
 * ends by itself (`run/engine-address.ts`); in the second that it takes to start, only the program can see to that.
 */
export function endHostsWithEngine(): void {
  const address = engineOfProgram();
  if (address === undefined || process.platform === "win32" || watched.has(address)) return;
  watched.add(address);
  void waitUntilClosed(address).then(() => {
    // The script of a host may be starting the next process during the first read.
    endHosts(address);
    endHosts(address);
  });
}

/** Where the engine of this program listens; undefined in unit tests with mocks. */
function engineOfProgram(): string | undefined {
  const engine: object | undefined = pulumi.runtime.getEngine();
  if (engine === undefined || !hasChannel(engine)) return undefined;
  return /([^/:]+:\d+)$/.exec(engine.getChannel().getTarget())?.[1];
}

/** A gRPC client, which the SDK types as an object of its own calls alone. */
interface WithChannel {
  getChannel(): { getTarget(): string };
}

const hasChannel = (engine: object): engine is WithChannel =>
  "getChannel" in engine && typeof engine.getChannel === "function";

function endHosts(address: string): void {
  for (const { pid, args } of processes()) {
    const isHost = args.some((arg) =>
      /pulumi-resource-pulumi-nodejs$|dynamic-provider(\/index\.js)?$/.test(arg),
    );
    if (!isHost || args.at(-1) !== address) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended meanwhile.
    }
  }
}

function processes(): { readonly pid: number; readonly args: readonly string[] }[] {
  try {
    return process.platform === "linux" ? fromProc() : fromPs();
  } catch {
    return [];
  }
}

const fromProc = () =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), args: argsOf(name) }));

function argsOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").filter(Boolean);
  } catch {
    return [];
  }
}

const fromPs = () =>
  execFileSync("ps", ["-Ao", "pid=,args="], { encoding: "utf8" })
    .split("\n")
    .map((line) => {
      const [pid, ...args] = line.trim().split(/\s+/);
      return { pid: Number(pid), args };
    });
