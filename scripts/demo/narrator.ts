import type { OperationResult } from "../runner/stack";

/** An unexpected result: the demo ends with an error. */
export class DemoFailure extends Error {}

let chapters = 0;

export function chapter(title: string): void {
  chapters += 1;
  console.log(`\n== ${chapters}. ${title}\n`);
}

export function show(lines: readonly string[]): void {
  for (const line of lines) console.log(`  ${line}`);
}

export function showRules(groups: ReadonlyMap<string, readonly string[]>): void {
  for (const [group, rules] of groups) show([`${group}:`, ...rules.map((rule) => `  ${rule}`), ""]);
}

/** Prints what the user would see, and stops the demo where the engine failed. */
export function engineSays(result: OperationResult): OperationResult {
  show(result.stdout.split("\n").filter((line) => line.trim() !== "" && !PROGRESS.test(line)));
  if (!result.ok) throw new DemoFailure(result.error ?? result.stderr);
  return result;
}

/** The same of a detailed diff, less the properties and rules that stay as they are. */
export function engineShowsChanges(result: OperationResult): OperationResult {
  const lines = [...result.stderr.split("\n"), ...result.stdout.split("\n")];
  const changes = lines.filter((line) => CHANGE.test(line) && !line.includes("<null>"));
  return engineSays({ ...result, stdout: changes.join("\n") });
}

/** A marked line of a diff, a count of resources, or a verdict. */
const CHANGE = /^\s*[+~-] |: opens .*; closes |: drifted: /;

/** Lines that only say that the engine is at work. */
const PROGRESS = /^\s*@ |(?:creating|updating|deleting) \(\d+s\)| running |\s\d+ messages?$|Duration:/;

export function expect(holds: boolean, claim: string): void {
  if (!holds) throw new DemoFailure(`not so: ${claim}`);
  console.log(`  ok: ${claim}`);
}
