import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { quickStart } from "../../../scripts/host/quick-start";
import { engineEnvironment } from "../../../scripts/runner/environment";
import { findCli } from "../../../scripts/runner/find-cli";
import type { useEngine } from "./stacks";
import { useTools } from "./tools";
import { packageCommand } from "./yaml";

/** The command that generates an SDK, as pages have it. */
export const generation = (language: string) =>
  `pulumi package gen-sdk security-groups --language ${language} --out sdks`;

/** The plugin installed in a Pulumi home of its own for the tests of a file, and what generates code for it. */
export function useInstalledPlugin(engine: ReturnType<typeof useEngine>) {
  useTools("language-hosts-path.mjs");
  const home = mkdtempSync(join(realpathSync(tmpdir()), "pulumi-home-"));
  // The SDK for Go may ask for a newer Go than the machine has, which then fetches it.
  const env = { PULUMI_HOME: home, GOTOOLCHAIN: "auto" };
  const shell = engineEnvironment(home, findCli(), { ...quickStart, ...env });
  beforeAll(() => {
    execFileSync(process.execPath, [packageCommand, "plugin", "install"], { env: shell });
  });
  afterAll(() => {
    rmSync(home, { recursive: true });
  });
  return {
    /** What leads an engine to the plugin. */
    env,
    /** Makes a project in which commands of a page can be run. */
    project(files: Readonly<Record<string, string>> = {}) {
      const project = engine.project(files);
      const run = (command: string) => {
        const [program = "", ...args] = command.split(" ");
        const found = { ...shell, PATH: [process.env.PATH, shell["PATH"]].join(delimiter) };
        execFileSync(program, args, { cwd: project.folder, env: found, stdio: "pipe" });
      };
      return { project, folder: project.folder, run };
    },
  };
}
