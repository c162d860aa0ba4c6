import { copyFileSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import type * as automation from "@pulumi/pulumi/automation";
import { locateProgram, packageName, runProgram } from "./program";
import type {
  Config,
  Opening,
  OperationOptions,
  OperationResult,
  Operation,
  Question,
  Reply,
  Request,
} from "./protocol";

/** A project's settings file, with the fields that the SDK's type lacks. */
type ProjectSettings = automation.ProjectSettings & { stackConfigDir?: string };

let stack: automation.Stack | undefined;

function opened(): automation.Stack {
  if (!stack) throw new Error("no stack is open");
  return stack;
}

/**
 * Opens a stack whose settings files lie outside the project: the engine rewrites them. Its `main` leads back to the
 * program's folder, where the engine starts the plugin of dynamic providers.
 */
async function open({ project, stack: name, workspace, mode }: Opening): Promise<{ projectName: string }> {
  copySettings("Pulumi", project, workspace);
  const { LocalWorkspace, Stack } = createRequire(join(project, "package.json"))(
    "@pulumi/pulumi/automation",
  ) as typeof automation;
  const engine = await LocalWorkspace.create({ workDir: workspace });
  const settings: ProjectSettings = existsSync(join(workspace, "Pulumi.yaml"))
    ? await engine.projectSettings()
    : { name: packageName(project).name ?? basename(project) };
  const { main, stackConfigDir = ".", ...kept } = settings;
  const program = locateProgram(project, main);
  process.chdir(program.folder);

  copySettings(`Pulumi.${name}`, resolve(project, stackConfigDir), workspace);
  await engine.saveProjectSettings({ ...kept, runtime: kept.runtime ?? "nodejs", main: program.folder });
  if (mode === "inline") engine.program = async () => runProgram(program);
  stack = await Stack.createOrSelect(name, engine);
  return { projectName: settings.name };
}

function copySettings(name: string, from: string, to: string): void {
  const file = `${name}.yaml`;
  if (existsSync(join(from, file))) copyFileSync(join(from, file), join(to, file));
}

async function configure(config: Config): Promise<null> {
  const values = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? { value } : { value: value.secret, secret: true },
  ]);
  await opened().setAllConfig(Object.fromEntries(values) as automation.ConfigMap);
  return null;
}

async function operate(operation: Operation, options: OperationOptions): Promise<OperationResult> {
  const { targetReplace, diff, ...passed } = options;
  const events: automation.EngineEvent[] = [];
  const output = { stdout: "", stderr: "" };
  let failure: unknown;
  // The Automation API has no option for the details of a refresh or destroy; the command line reads this variable.
  opened().workspace.envVars.PULUMI_OPTION_DIFF = String(diff ?? false);
  try {
    await opened()[operation]({
      ...passed,
      ...(targetReplace && { target: targetReplace, replace: targetReplace }),
      color: "never",
      onOutput: (text: string) => (output.stdout += text),
      onError: (text: string) => (output.stderr += text),
      onEvent: (event: automation.EngineEvent) => events.push(event),
    });
  } catch (error) {
    failure = error;
  }
  const summary = events.find((event) => event.summaryEvent)?.summaryEvent?.resourceChanges ?? {};
  const result = { ...output, summary, events };
  return failure === undefined
    ? { ok: true, ...result }
    : { ok: false, ...result, error: reason(failure, result) };
}

/** What the engine itself complained of; the Automation API's own message repeats all that was printed. */
function reason(failure: unknown, { events, stderr }: Pick<OperationResult, "events" | "stderr">): string {
  const errors = events.flatMap(({ diagnosticEvent: event }) =>
    event?.severity === "error" ? event.message : [],
  );
  const texts = [errors.join("").replace(/<\{%.*?%\}>/g, ""), stderr, errorText(failure)];
  return texts.map((text) => text.trim()).find(Boolean) ?? "it failed without a message";
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function outputs(): Promise<Record<string, unknown>> {
  const values = Object.entries(await opened().outputs());
  return Object.fromEntries(values.map(([name, { value }]) => [name, value as unknown]));
}

async function answer(question: Question): Promise<unknown> {
  switch (question.kind) {
    case "open":
      return open(question.ask);
    case "configure":
      return configure(question.ask);
    case "operate":
      return operate(question.ask.operation, question.ask.options);
    case "outputs":
      return outputs();
  }
}

process.on("message", (request: Request) => {
  const reply = (message: Reply) => process.send?.(message);
  answer(request).then(
    (value) => reply({ id: request.id, answer: value }),
    (error: unknown) => reply({ id: request.id, error: errorText(error) }),
  );
});
process.on("disconnect", () => process.exit());
