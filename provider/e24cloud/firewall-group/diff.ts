import { isDeepStrictEqual } from "node:util";
import type { DiffResult, Props } from "../../kit/handlers";
import { storedRules } from "../../rules/rule-map";
import { isUnknown } from "../../rules/unknowns";
import { ruleLanguage } from "../rule/parse";

/**
 * Compares old outputs with new inputs by meaning. e24cloud can't rename a group, the id of another group to adopt
 * means that group, and another address is another place: the new group is made first, the old one deleted where it is.
 */
export function diffGroup(id: string, olds: Props, news: Props): DiffResult {
  const changed = changedInputs(olds, news);
  const adopt = news["adopt"];
  const adoptsOther = typeof adopt === "string" && !isUnknown(adopt) && adopt !== id;
  return {
    // A group that was left half-made is finished whatever the program says now.
    changes: changed.length > 0 || olds["unfinished"] === true,
    replaces: changed.filter(
      (field) =>
        field === "name" ||
        (field === "adopt" && adoptsOther) ||
        (field === "endpoint" && isMoved(olds, news)),
    ),
    deleteBeforeReplace: false,
    repairs: olds["unfinished"] === true ? ["unfinished"] : [],
  };
}

/** A group lives at one address. A resource that was only looked up has none. */
const isMoved = ({ endpoint: old }: Props, { endpoint }: Props) => Boolean(old) && !isUnknown(endpoint);

/** Properties of state that no program sets. */
const NO_INPUTS: readonly string[] = [
  "__provider",
  "owner",
  "permissions",
  "attached",
  "unmanagedRules",
  "unfinished",
  "notUpdatable",
  "unseenAdds",
  "lateDefaultRules",
];

/**
 * The inputs that differ in meaning: rules are keyed anew from their values, so that a better spelling of keys is
 * no change. What is not known yet counts as changed.
 */
export function changedInputs(before: object, wanted: object): string[] {
  const [olds, news] = [meaning(before), meaning(wanted)];
  const fields = new Set([...olds.keys(), ...news.keys()]);
  return [...fields].filter((field) => !isDeepStrictEqual(olds.get(field), news.get(field))).toSorted();
}

function meaning(inputs: object): Map<string, unknown> {
  const said = Object.entries(inputs).filter(
    ([field, value]) => value !== undefined && !NO_INPUTS.includes(field),
  );
  return new Map(
    said.map(([field, value]: [string, unknown]) => [field, field === "rules" ? byMeaning(value) : value]),
  );
}

function byMeaning(rules: unknown): unknown {
  const keyed = storedRules(rules, ruleLanguage);
  return keyed === undefined ? rules : Object.keys(keyed).toSorted();
}
