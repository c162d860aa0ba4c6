import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type * as automation from "@pulumi/pulumi/automation";
import { configure } from "./configure";
import { openWorkspace } from "./open-workspace";
import { errorText, operate } from "./operate";
import type { Opening, Question, Reply, Request } from "./protocol";

/** A stack, and the environment and folder that its program is to find. */
interface Open {
  readonly stack: automation.Stack;
  readonly env: Opening["env"];
  readonly folder: string;
}

const stacks = new Map<string, Open>();

async function open(name: string, opening: Opening): Promise<{ projectName: string }> {
  enter(opening.env, opening.project);
  const { stack, projectName } = await openWorkspace(opening);
  stacks.set(name, { stack, env: opening.env, folder: process.cwd() });
  return { projectName };
}

function opened(name: string): automation.Stack {
  const known = stacks.get(name);
  if (!known) throw new Error("this stack is not open");
  enter(known.env, known.folder);
  return known.stack;
}

/** Makes this process one that was started with this environment in this folder. */
function enter(env: Opening["env"], folder: string): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(folder);
}

/** The Automation API would ask twice, to say about each output whether it is secret. */
async function outputs({ name, workspace }: automation.Stack): Promise<Record<string, unknown>> {
  const args = ["stack", "output", "--json", "--show-secrets", "--stack", name];
  const { stdout } = await promisify(execFile)("pulumi", args, { cwd: workspace.workDir });
  return JSON.parse(stdout) as Record<string, unknown>;
}

async function answer(stack: string, question: Question): Promise<unknown> {
  switch (question.kind) {
    case "open":
      return open(stack, question.ask);
    case "configure":
      return configure(opened(stack), question.ask);
    case "operate":
      return operate(opened(stack), question.ask.operation, question.ask.options);
    case "outputs":
      return outputs(opened(stack));
  }
}

/** Environment and folder belong to the whole process, so one question is answered at a time. */
let answered: Promise<unknown> = Promise.resolve();

process.on("message", ({ id, stack, ...question }: Request) => {
  const reply = (message: Reply) => process.send?.(message);
  answered = answered
    .then(() => answer(stack, question))
    .then(
      (value) => reply({ id, answer: value }),
      (error: unknown) => reply({ id, error: errorText(error) }),
    );
});
process.on("disconnect", () => process.exit());
