import { messageOf } from "../provider/errors";
import { Evaluator, type ModelIntent } from "./evaluate";
import type { ReadIntent } from "./types";
import type { Model, ModelEnd } from "./model";

/** What is wrong with an intent. */
export interface Finding {
  /** Where the intent is: `never[2]`. */
  readonly place: string;
  /** Its ends: `never: world → database`. */
  readonly intent: string;
  readonly state: "broken" | "unknown";
  readonly level: "error" | "warn";
  /** A sentence without the full stop. */
  readonly text: string;
}

/**
 * Whether intents hold. An intent that makes no sense is an error of its own.
 * @param models what is known, and the same with all that may exist besides, for intents that refuse what is not known
 */
export function checkIntents(
  intents: readonly ReadIntent<ModelEnd>[],
  models: { readonly usual: Model; readonly strict: Model },
): Finding[] {
  const usual = new Evaluator(models.usual);
  const strict = models.strict === models.usual ? usual : new Evaluator(models.strict);
  return intents.flatMap((intent) => {
    try {
      return findingOf(intent, intent.unknown === "error" ? strict : usual);
    } catch (error) {
      return [
        {
          ...named(intent),
          state: "broken",
          level: "error",
          text: `${intent.place}: ${messageOf(error)}`,
        },
      ];
    }
  });
}

/** Where an intent is and what its ends are. */
export const named = ({
  kind,
  place,
  from,
  to,
}: ReadIntent<ModelEnd>): Pick<Finding, "place" | "intent"> => ({
  place,
  intent: `${kind}: ${from.title} → ${to.title}`,
});

function findingOf(intent: ReadIntent<ModelEnd>, evaluator: Evaluator): Finding[] {
  requireSense(intent);
  const { state, text } = evaluator.verdict(intent satisfies ModelIntent);
  const { level, unknown } = intent;
  if (state === "holds" || (state === "unknown" && unknown === "ignore")) return [];
  return [
    {
      ...named(intent),
      state,
      text,
      level: state === "broken" ? level : unknown === "error" ? level : "warn",
    },
  ];
}

/** @throws {Error} where no group is at either end, or where there is no such group */
function requireSense({ from, to }: ReadIntent<ModelEnd>): void {
  const isOutside = ({ kind }: ModelEnd) => kind === "world" || kind === "network";
  if (isOutside(from) && isOutside(to))
    throw new Error("neither end is a group, so no rule decides it: name a group");
  for (const end of [from, to])
    if ("keys" in end && end.keys.length === 0)
      throw new Error(`${end.title} has no group: name what has one`);
}
