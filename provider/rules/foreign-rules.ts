import { quoted } from "../text/printable";
import type { RuleMap } from "./rule-map";

/** What an update of rules does about rules that somebody else has added to the group. */
export const foreignRulePolicies = ["leave", "remove", "refuse"] as const;
export type ForeignRulePolicy = (typeof foreignRulePolicies)[number];

/** What others have done to the rules of a group since state was written or refreshed. */
export interface OthersChanges<R> {
  /** Live rules that neither state nor the program has. */
  readonly added: RuleMap<R>;
  /** Rules that both state and the program have and that are not live. */
  readonly removed: RuleMap<R>;
}

export interface RuleViews<R> {
  readonly live: RuleMap<R>;
  /** What state has. */
  readonly former: RuleMap<R>;
  /** What the program has. */
  readonly wanted: RuleMap<R>;
}

/**
 * Compares by keys: a rule whose description alone differs is the program's own.
 *
 * @param wasLive whether all rules in state were live: after an update that was not finished, some may only have been wanted,
 *   and what did not exist was not removed
 */
export function changesOfOthers<R>(
  { live, former, wanted }: RuleViews<R>,
  wasLive: boolean,
): OthersChanges<R> {
  return {
    added: rulesOutside(live, former, wanted),
    removed: wasLive ? rulesOutside(rulesWithin(former, wanted), live) : {},
  };
}

/** The rules whose keys one of some other maps has. */
export function rulesWithin<R>(rules: RuleMap<R>, ...others: readonly RuleMap<unknown>[]): RuleMap<R> {
  return filtered(rules, (key) => others.some((other) => Object.hasOwn(other, key)));
}

/** The rules whose keys none of some other maps has. */
export function rulesOutside<R>(rules: RuleMap<R>, ...others: readonly RuleMap<unknown>[]): RuleMap<R> {
  return filtered(rules, (key) => !others.some((other) => Object.hasOwn(other, key)));
}

function filtered<R>(rules: RuleMap<R>, isIn: (key: string) => boolean): RuleMap<R> {
  return Object.fromEntries(Object.entries(rules).filter(([key]) => isIn(key)));
}

/** What to report about the changes of others, or why they stop the update and what to do about it. */
export type OthersVerdict =
  { readonly notes: readonly string[] } | { readonly problem: string; readonly remedy: string };

/**
 * What an update that writes rules makes of what others have done. Notes follow the name of the resource.
 *
 * @param list names rules in a message
 */
export function othersVerdict<R>(
  changes: OthersChanges<R>,
  policy: ForeignRulePolicy,
  list: (rules: readonly R[]) => string,
): OthersVerdict {
  const added = Object.values(changes.added);
  if (policy !== "refuse") {
    return {
      notes: [...addedText(added, policy, list), ...removedText(Object.values(changes.removed), list)],
    };
  }
  return added.length === 0 ? { notes: [] } : foreignRulesProblem(list(added));
}

function addedText<R>(
  added: readonly R[],
  policy: Exclude<ForeignRulePolicy, "refuse">,
  list: (rules: readonly R[]) => string,
): string[] {
  if (added.length === 0) return [];
  const them = added.length === 1 ? "it" : "them";
  return policy === "leave"
    ? [
        `left alone: ${list(added)}, added by somebody else; pulumi refresh shows ${them}, the pulumi up after it ` +
          `removes ${them}`,
      ]
    : [`removes ${list(added)}, added by somebody else`];
}

function removedText<R>(removed: readonly R[], list: (rules: readonly R[]) => string): string[] {
  return removed.length === 0 ? [] : [`sets ${list(removed)} again, removed by somebody else`];
}

/** Why `foreignRules: "refuse"` stops an update, and what to do about it. */
function foreignRulesProblem(added: string): OthersVerdict {
  return {
    problem: `somebody else has added ${added}, and foreignRules is ${quoted("refuse")}`,
    remedy:
      "Run pulumi refresh, after which the preview shows what goes; or add them to the program, or set foreignRules to " +
      `${quoted("leave")}.`,
  };
}
