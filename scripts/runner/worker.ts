import type * as automation from "@pulumi/pulumi/automation";
import { openWorkspace } from "./open-workspace";
import { errorText, operate } from "./operate";
import type { Config, Opening, Question, Reply, Request } from "./protocol";

let stack: automation.Stack | undefined;

function opened(): automation.Stack {
  if (!stack) throw new Error("no stack is open");
  return stack;
}

async function open(opening: Opening): Promise<{ projectName: string }> {
  const { projectName, ...workspace } = await openWorkspace(opening);
  stack = workspace.stack;
  return { projectName };
}

async function configure(config: Config): Promise<null> {
  const values = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? { value } : { value: value.secret, secret: true },
  ]);
  await opened().setAllConfig(Object.fromEntries(values) as automation.ConfigMap);
  return null;
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
      return operate(opened(), question.ask.operation, question.ask.options);
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
