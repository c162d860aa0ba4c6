import { copyFileSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import type * as automation from "@pulumi/pulumi/automation";
import { newStack } from "./new-stack";
import { useOwnConnections } from "./own-connections";
import { manifestOf, locateProgram, runProgram } from "./program";
import type { Opening } from "./protocol";

/** A project's settings file, with the fields that the SDK's type lacks. */
type ProjectSettings = automation.ProjectSettings & { stackConfigDir?: string };

/**
 * Opens a new stack whose settings files lie outside the project: the engine rewrites them. Its `main` leads back to the
 * program's folder, where the engine starts the plugin of dynamic providers.
 */
export async function openWorkspace(
  opening: Opening,
): Promise<{ stack: automation.Stack; projectName: string }> {
  const { project, stack: name, workspace, secretsProvider, mode } = opening;
  copySettings("Pulumi", project, workspace);
  const load = createRequire(join(project, "package.json"));
  const sdk = load("@pulumi/pulumi/automation") as typeof automation;
  useOwnConnections(load);
  const engine = await sdk.LocalWorkspace.create({
    workDir: workspace,
    secretsProvider,
    pulumiCommand: await commandOf(sdk.PulumiCommand),
  });
  const settings: ProjectSettings = existsSync(join(workspace, "Pulumi.yaml"))
    ? await engine.projectSettings()
    : { name: manifestOf(project).name ?? basename(project) };
  const { main, stackConfigDir = ".", ...kept } = settings;
  const isNode = runtimeOf(kept) === "nodejs";
  const program = isNode ? locateProgram(project, main) : { folder: project, entry: "" };
  process.chdir(program.folder);

  copySettings(`Pulumi.${name}`, resolve(project, stackConfigDir), workspace);
  await engine.saveProjectSettings({ ...kept, runtime: kept.runtime ?? "nodejs", main: program.folder });
  if (mode === "inline" && isNode) engine.program = async () => runProgram(program);
  return { stack: await newStack(sdk, engine, settings.name, opening), projectName: settings.name };
}

const commands = new Map<typeof automation.PulumiCommand, Promise<automation.PulumiCommand>>();

/** The command line of this process, which is asked for its version only once. The one that runs is found on PATH each time. */
function commandOf(PulumiCommand: typeof automation.PulumiCommand): Promise<automation.PulumiCommand> {
  const command = commands.get(PulumiCommand) ?? PulumiCommand.get();
  commands.set(PulumiCommand, command);
  return command;
}

function runtimeOf({ runtime = "nodejs" }: Partial<ProjectSettings>): string {
  return typeof runtime === "string" ? runtime : runtime.name;
}

function copySettings(name: string, from: string, to: string): void {
  const file = `${name}.yaml`;
  if (existsSync(join(from, file))) copyFileSync(join(from, file), join(to, file));
}
