import { linkedProject, type Project } from "../runner/project";

/** A project whose program is rewritten for each step of a benchmark. */
export function benchProject(program: readonly string[]): Project {
  return linkedProject({
    "Pulumi.yaml": "name: bench\nruntime: nodejs\n",
    "package.json": '{ "name": "bench", "main": "index.js" }\n',
    ...programFile(program),
  });
}

export const programFile = (lines: readonly string[]) => ({ "index.js": lines.join("\n") });
