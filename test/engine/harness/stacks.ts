import { quickStart } from "../../../scripts/host/quick-start";
import type { Stack, StackOptions } from "../../../scripts/runner/stack";
import { openStack, Worker } from "../../../scripts/runner/stack";
import { linkedProject, type Project } from "../../../scripts/runner/project";

export { steps, succeeded } from "../../../scripts/runner/stack";

/**
 * Opens stacks and makes projects for the tests of one file, and clears them all away when the file is done. Call it
 * at the file's top level.
 */
export function useEngine() {
  const stacks: Stack[] = [];
  const projects: Project[] = [];
  let worker: Worker | undefined;
  afterAll(async () => {
    await Promise.all(stacks.map((stack) => stack.close()));
    await worker?.end();
    for (const project of projects) project.remove();
  });
  return {
    /** Opens a stack of a project in any folder, e.g. one of the examples. */
    async openStack(options: StackOptions): Promise<Stack> {
      worker ??= new Worker(quickStart);
      const stack = await openStack({ worker, ...options, env: { ...quickStart, ...options.env } });
      stacks.push(stack);
      return stack;
    },
    /** Makes a project of the given files; programs in it use the package as built in `dist/`. */
    project(files: Readonly<Record<string, string>>): Project {
      const project = linkedProject(files);
      projects.push(project);
      return project;
    },
  };
}
