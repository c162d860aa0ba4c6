import type * as automation from "@pulumi/pulumi/automation";
import type { Operation, OperationOptions, OperationResult } from "./protocol";

/** Has the engine do one operation on a stack. What fails is a result as well. */
export async function operate(
  stack: automation.Stack,
  operation: Operation,
  options: OperationOptions,
): Promise<OperationResult> {
  const { targetReplace, diff, ...passed } = options;
  const events: automation.EngineEvent[] = [];
  const output = { stdout: "", stderr: "" };
  let failure: unknown;
  // The Automation API has no option for the details of a refresh or destroy; the command line reads this variable.
  stack.workspace.envVars.PULUMI_OPTION_DIFF = String(diff ?? false);
  try {
    await unquestioned(stack)[operation]({
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

/**
 * The stack without the SDK's questions after each operation, for outputs and history: three more runs of the command
 * line, whose answers are not needed here.
 */
function unquestioned(stack: automation.Stack): automation.Stack {
  return Object.create(stack, {
    outputs: { value: async () => ({}) },
    info: { value: async () => undefined },
  }) as automation.Stack;
}

/** The errors of the engine itself; the Automation API's own message repeats all that was printed. */
function reason(failure: unknown, { events, stderr }: Pick<OperationResult, "events" | "stderr">): string {
  const errors = events.flatMap(({ diagnosticEvent: event }) =>
    event?.severity === "error" ? event.message : [],
  );
  const texts = [errors.join("").replace(/<\{%.*?%\}>/g, ""), stderr, errorText(failure)];
  return texts.map((text) => text.trim()).find(Boolean) ?? "it failed without a message";
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
