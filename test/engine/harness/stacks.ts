import { quickStart } from "../../../scripts/host/quick-start";
import { openStack, type Stack, type StackOptions, type Worker } from "../../../scripts/runner/stack";
import { linkedProject, type Project } from "../../../scripts/runner/project";

export { steps, succeeded } from "../../../scripts/runner/stack";

declare global {
  /** The process for stacks of any test (scripts/jest/engine-environment.ts). */
  function engineWorker(): Worker;
}

/**
 * Opens stacks and makes projects for the tests of one file, and clears them all away when the file is done. Call it
 * at the file's top level.
 */
export function useEngine() {
  const stacks: Stack[] = [];
  const projects: Project[] = [];
  afterAll(async () => {
    await Promise.all(stacks.map((stack) => stack.close()));
    for (const project of projects) project.remove();
  });
  return {
    /** Opens a stack of a project in any folder, e.g. one of the examples. */
    async openStack(options: StackOptions): Promise<Stack> {
      const stack = await openStack({
        worker: engineWorker(),
        ...options,
        env: { ...quickStart, ...options.env },
      });
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
