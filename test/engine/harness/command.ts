import { quickStart } from "../../../scripts/host/quick-start";
import type { Run } from "../../cli/run";
import { start } from "../../cli/start";
import { packageCommand } from "./yaml";

/** Runs the command as it is built, as a user does. */
export const run = (
  args: readonly string[],
  { env, cwd }: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<Run> =>
  start(args, {
    env: { NODE_OPTIONS: quickStart.NODE_OPTIONS, ...env },
    program: [packageCommand],
    ...(cwd !== undefined && { cwd }),
  });
