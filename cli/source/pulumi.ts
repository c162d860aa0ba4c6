import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { messageOf, SecurityGroupsError } from "../../provider/errors";

const run = promisify(execFile);

/** A stack of a project, as people name it. */
export interface StackRef {
  readonly stack: string;
  /** The project's folder. */
  readonly cwd: string;
}

/** State of a large stack is tens of megabytes. */
const MOST_OUTPUT = 1 << 30;

/**
 * What a command of the Pulumi command line prints on stdout.
 * @throws {SecurityGroupsError} where there is no `pulumi`, or where it refuses
 */
export async function pulumi(args: readonly string[], cwd: string): Promise<string> {
  try {
    const { stdout } = await run("pulumi", ["--non-interactive", "--color", "never", ...args], {
      cwd,
      maxBuffer: MOST_OUTPUT,
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    return stdout;
  } catch (error) {
    throw new SecurityGroupsError(`pulumi ${args[0]}: ${reasonOf(error, args, cwd)}`, { cause: error });
  }
}

/** The same of a stack, as JSON. */
export async function pulumiJson({ stack, cwd }: StackRef, ...args: string[]): Promise<unknown> {
  const text = await pulumi([...args, "--stack", stack], cwd);
  return JSON.parse(text) as unknown;
}

function reasonOf(error: unknown, args: readonly string[], cwd: string): string {
  if (typeof error !== "object" || error === null) return String(error);
  if ("code" in error && error.code === "ENOENT") {
    if (!existsSync(cwd)) return `there is no folder ${cwd}`;
    const instead = args.includes("--stack")
      ? ", or leave out --stack and set the environment variables"
      : "";
    return `there is no pulumi on the PATH: install Pulumi${instead}`;
  }
  const said = "stderr" in error ? String(error.stderr).trim() : "";
  const lines = said.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("warning:"));
  return (
    lines
      .join(" ")
      .replace(/^error: /, "")
      .trim() || messageOf(error)
  );
}
