import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");
const quickstart = join(root, "examples", "quickstart");
/** Inside the repository, so that the program finds the package; git does not see it. */
const copy = join(root, ".cache", "demo");

/** A copy of the quickstart, to be edited as a user would edit it. */
export class DemoProject {
  readonly folder = copy;

  constructor() {
    rmSync(copy, { recursive: true, force: true });
    mkdirSync(join(root, ".cache"), { recursive: true });
    cpSync(quickstart, copy, { recursive: true, filter: (path) => !path.includes("node_modules") });
  }

  /** Replaces lines of the program and returns the change, as `diff` would show it. */
  edit(changes: readonly (readonly [from: string, to: string])[]): string[] {
    const file = join(copy, "index.ts");
    let program = readFileSync(file, "utf8");
    const shown: string[] = [];
    for (const [from, to] of changes) {
      if (!program.includes(from)) throw new Error(`the quickstart has no line ${from.trim()}`);
      program = program.replace(from, to);
      shown.push(...lines("-", from), ...lines("+", to));
    }
    writeFileSync(file, program);
    return shown;
  }

  remove(): void {
    rmSync(copy, { recursive: true, force: true });
  }
}

const lines = (mark: string, text: string) =>
  text
    .split("\n")
    .filter(Boolean)
    .map((line) => `${mark} ${line.trim()}`);
