import { z } from "zod";
import type { DraftMap, RuleMap } from "../rules/rule-map";
import { isFields } from "../rules/rule-map";
import { isUnknown, type Unknown } from "../rules/unknowns";

/** A rule of which the option `ignoreChanges` names a path: by its key, as a whole or its description. */
export const ignoredRule = z.object({ key: z.string(), field: z.literal("description").optional() });
export type IgnoredRule = z.output<typeof ignoredRule>;

const RULE_PATH = /^rules\["((?:[^"\\]|\\.)+)"\](?:\.(description))?$/;
const INTO_RULES = /^rules[.[]/;

/**
 * Splits the paths of `ignoreChanges` into those that the engine applies and those into rules. The engine cannot apply the
 * latter: the program's rules are a list, and only a check makes a map by keys of them.
 *
 * @throws {TypeError} for a path into rules that names no rule
 */
export function splitIgnoredPaths(paths: readonly string[]): { paths: string[]; rules: IgnoredRule[] } {
  const rules = paths.filter(isIntoRules).map((path): IgnoredRule => {
    const [, key, field] = RULE_PATH.exec(path) ?? [];
    if (key === undefined) throw new TypeError(ignoredPathText(path));
    const name = key.replace(/\\(.)/g, "$1");
    return field === "description" ? { key: name, field } : { key: name };
  });
  return { paths: paths.filter((path) => !isIntoRules(path)), rules };
}

export const isIntoRules = (path: string): boolean => INTO_RULES.test(path);

const ignoredPathText = (path: string) =>
  `ignoreChanges: ${path} has no effect. Write "rules" for all rules, or a rule by its key in state: ` +
  `rules["ingress IPv4 tcp 443 from 0.0.0.0/0"], or rules["…"].description`;

/**
 * The rules of a program with the ignored ones as state has them: a rule that state has stays, one that it lacks is not
 * added.
 *
 * @param known the rules in state
 */
export function withIgnoredRules<R>(
  rules: DraftMap<R> | Unknown,
  known: RuleMap<R>,
  ignored: readonly IgnoredRule[],
): DraftMap<R> | Unknown {
  if (ignored.length === 0 || isUnknown(rules)) return rules;
  const changed = new Map(Object.entries(rules));
  for (const { key, field } of ignored) {
    const old = known[key];
    const given = changed.get(key);
    if (field === undefined) {
      if (old === undefined) changed.delete(key);
      else changed.set(key, old);
    } else if (old !== undefined && isFields(given) && isFields(old)) {
      changed.set(key, { ...given, [field]: old[field] });
    }
  }
  return Object.fromEntries([...changed].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
