import { openStack, type Stack, succeeded } from "../runner/stack";
import { benchProject, programFile } from "./project";

export const GROUPS = 200;
export const RULES = 10;
export const steps = ["create", "nothing to do", "one rule each", "refresh", "destroy"] as const;
export type Times = Record<(typeof steps)[number], number>;

/** The rules of each group, of which the first is for a port that can be changed. */
export const rulesOf = (first: number) =>
  Array.from({ length: RULES }, (_, at) => ({
    protocol: "tcp",
    ports: at === 0 ? first : 1000 + at,
    cidr: "10.0.0.0/8",
  }));

interface Options {
  readonly config?: Parameters<Stack["configure"]>[0];
  readonly files?: Readonly<Record<string, string>>;
  /** Environment of the engine. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How long each step in the life of a program's groups takes, in seconds. */
export async function times(
  program: (first: number) => string[],
  { config = {}, files = {}, env = {} }: Options = {},
): Promise<Times> {
  const project = benchProject(program(443)).write(files);
  const stack = await openStack({ project: project.folder, config, env });
  const time = async (run: () => ReturnType<Stack["up"]>) => {
    const start = performance.now();
    succeeded(await run());
    return (performance.now() - start) / 1000;
  };
  try {
    const create = await time(() => stack.up());
    const nothing = await time(() => stack.up());
    project.write(programFile(program(444)));
    const changed = await time(() => stack.up());
    const refresh = await time(() => stack.refresh());
    const destroy = await time(() => stack.destroy());
    return { create, "nothing to do": nothing, "one rule each": changed, refresh, destroy };
  } finally {
    await stack.close();
    project.remove();
  }
}

/** One line for each step: two times and how they compare. */
export function printTimes(ours: Times, theirs: Times, heads: readonly [string, string]): void {
  print(`${" ".repeat(17)}${[...heads, "ratio"].map((head) => head.padStart(9)).join("")}`);
  for (const step of steps) {
    const cells = [ours[step].toFixed(1), theirs[step].toFixed(1), (ours[step] / theirs[step]).toFixed(2)];
    print(`  ${step.padEnd(15)}${cells.map((cell) => cell.padStart(9)).join("")}`);
  }
}

export const print = (line: string) => process.stdout.write(`${line}\n`);
