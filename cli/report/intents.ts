import { checkIntents, type Finding } from "../../intents/check";
import { type FileIntents, inModel } from "../../intents/file";
import { modelOfRegistered, type Registered } from "../../intents/registered";
import { dynamicTypes } from "../../provider/kit/resource-types";
import { registeredOf } from "../intents/groups";
import type { ResourceInState } from "../source/state";
import { isSecretStep } from "./groups";
import type { Diagnostic, Preview } from "./preview";

/** An intent that does not hold after a change, or of which that is not known. */
export type IntentLine = Pick<Finding, "state" | "level" | "text">;

/** What is known of intents after a change. */
export interface IntentState {
  /** How many were judged; undefined where a preview has only shown those that do not hold. */
  readonly total: number | undefined;
  readonly lines: readonly IntentLine[];
}

/** What `intents()` of a program, or a policy, has said in a preview; undefined where neither has said anything. */
export function saidOfIntents(preview: Preview): IntentState | undefined {
  const lines = new Map<string, IntentLine>();
  const add = (level: IntentLine["level"], said: string) => {
    const text = said.replace(/\.$/, "");
    lines.set(text, { state: /^whether .* is not known/.test(text) ? "unknown" : "broken", level, text });
  };
  for (const { text, severity } of preview.diagnostics) {
    const [, said] = PREFIX.exec(text) ?? [];
    if (said === undefined) continue;
    const [head = "", ...others] = said.split("\n").map((line) => line.trim());
    for (const one of / do not hold:$/.test(head) ? others : [head])
      if (one !== "") add(severity === "error" ? "error" : "warn", one);
  }
  for (const { policy, text } of preview.violations)
    if (/^intents(-warnings)?$/.test(policy)) add(policy === "intents" ? "error" : "warn", text);
  return lines.size === 0 ? undefined : { total: undefined, lines: [...lines.values()] };
}

const PREFIX = /^(?:(?:error|warning): )?(?:One or more errors occurred: )?intents: ([^]*)$/;

/** Whether a line of a preview is about intents. */
export const isOfIntents = ({ text }: Diagnostic): boolean => PREFIX.test(text);

const nameOf = ({ handler, title }: Pick<ResourceInState, "handler" | "title">) => `${handler} ${title}`;

/**
 * Judges the intents of a file by what a preview would make of the groups.
 * @param kept resources of the stack's state, which count as far as the preview does not change them
 */
export function judgedIntents(
  parsed: FileIntents,
  file: string,
  { preview, kept }: { readonly preview: Preview; readonly kept: readonly ResourceInState[] },
): IntentState {
  const changed = new Set(preview.steps.map(nameOf));
  const resources: Registered[] = [
    ...kept.filter((one) => !changed.has(nameOf(one))).map((one) => registeredOf(one)),
    ...preview.steps.flatMap((step): Registered[] => {
      const { handler, title, old, new: coming } = step;
      if (coming === undefined || step.op.startsWith("delete")) return [];
      return [
        {
          type: dynamicTypes[handler],
          title,
          id: coming.id || old?.id || undefined,
          props: { ...old?.outputs, ...coming.inputs },
          isSecret: isSecretStep(step),
          references: {},
        },
      ];
    }),
  ];
  const own = modelOfRegistered(new Map(resources.map((one) => [one, one]))).model;
  const { intents, model } = inModel(parsed, own, file);
  return {
    total: intents.length,
    lines: checkIntents(intents, { usual: model, strict: model }),
  };
}
