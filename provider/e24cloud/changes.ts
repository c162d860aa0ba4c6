import { isDeepStrictEqual } from "node:util";
import { storedRules } from "../core/rule-map";
import { ruleLanguage } from "./rule-input";

/** Inputs of the host and of no meaning to the resource. */
const NO_INPUTS: readonly string[] = ["__provider", "owner", "permissions", "attached", "unfinished"];

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
