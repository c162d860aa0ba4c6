import * as pulumi from "@pulumi/pulumi";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";

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
