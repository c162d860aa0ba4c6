import * as pulumi from "@pulumi/pulumi";

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
