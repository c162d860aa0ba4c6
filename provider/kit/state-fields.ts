import { z } from "zod";
import { lintLevels, timeouts } from "./settings";
import { foreignRulePolicies, rulesOutside, rulesWithin } from "../rules/foreign-rules";
import { checkedRules, type Fields, type RuleReader, type RuleMap, rulesInState } from "../rules/rule-map";
import { SecurityGroupsError } from "../errors";
import { nameText, shortened } from "../text/printable";
import type { Props } from "./handlers";
import type { Run } from "../run/run";
import { seenResources } from "../run/resources";

/** Rules as they are in state, keyed again from their values: an older version may have other keys. */
export const rulesField = <R extends Fields>(language: RuleReader<R>) =>
  rules((raw) => rulesInState(raw, language));

/** Rules as a check of this run has made them. */
export const checkedRulesField = <R extends Fields>(language: RuleReader<R>) =>
  rules((raw) => checkedRules(raw, language));

function rules<R>(read: (raw: unknown) => RuleMap<R> | undefined) {
  return z.unknown().transform((raw, context): RuleMap<R> => {
    const map = read(raw);
    if (map !== undefined) return map;
    context.addIssue({ code: "custom", message: "are not rules" });
    return z.NEVER;
  });
}

export const flag = z.boolean({ error: "must be true or false" });

export const text = z.string({ error: "must be a string" });

/** One of some words. */
export const oneOf = <const Word extends string>(...words: [Word, ...Word[]]) =>
  z.enum(words, { error: `must be ${words.map((word) => `"${word}"`).join(" or ")}` });

/** The input `foreignRules`. */
export const foreignRules = oneOf(...foreignRulePolicies);

/** The input `lint`. */
export const lintLevel = oneOf(...lintLevels);

/**
 * Reads inputs as they are in state.
 *
 * @param kind what messages call the resource
 * @param then what to do after it has been taken out of state
 * @throws {SecurityGroupsError} with the resource, the fields that cannot be read, and what to do
 */
export function readStored<T>(
  schema: z.ZodType<T>,
  props: unknown,
  kind: string,
  then = "set adopt to the id of its group and run pulumi up",
): T {
  const { data, error, success } = schema.safeParse(props);
  if (success) return data;
  const fields = new Set(
    error.issues.map(({ path }) => shortened(path.map(String).join(".") || "the whole")),
  );
  const name = typeof props === "object" && props !== null && "name" in props ? props.name : undefined;
  const named = typeof name === "string" ? ` "${nameText(name)}"` : "";
  throw new SecurityGroupsError(
    `state has ${[...fields].join(", ")} of ${kind}${named} in a form that this version of the package cannot read. Take the ` +
      "resource from state with pulumi state delete, " +
      `${then}.`,
  );
}

/**
 * What can be read of some inputs: fields in another form are left out.
 * @param schema of an object that needs none of its fields
 */
export function readLeniently<T>(schema: z.ZodType<T>, props: Props): T {
  const { data, error, success } = schema.safeParse(props);
  if (success) return data;
  const unreadable = new Set(error.issues.map(({ path: [field] }) => field));
  const readable = Object.entries(props).filter(([field]) => !unreadable.has(field));
  return schema.parse(Object.fromEntries(readable));
}

/**
 * Live rules as outputs: those of the program in `rules`, all others in `unmanagedRules`.
 * @param own the rules that count as the program's; undefined where it manages none
 */
export function ruleOutputs<R>(live: RuleMap<R>, own: RuleMap<R> | undefined) {
  if (own === undefined) return { rules: undefined, unmanagedRules: undefined };
  return { rules: rulesWithin(live, own), unmanagedRules: rulesOutside(live, own) };
}

/**
 * The output after a refresh. State of before it has none, and a refresh does not add it: that would show as a change.
 *
 * @param others the live rules that a refresh does not bring into `rules`
 */
export function refreshedUnmanagedRules<R>(props: Props, others: RuleMap<R>) {
  return props["unmanagedRules"] === undefined ? {} : { unmanagedRules: others };
}

/** The inputs that say how to go about a delete; each resource has some of them. */
const deleteSettings = z
  .object({
    guard: oneOf("warn", "error"),
    onStuck: oneOf("fail", "unlink"),
    onDestroy: oneOf("empty", "keep"),
    timeouts,
  })
  .partial();

/**
 * How to go about a delete: as the program of this run wants it, where a diff has seen that, else as state has it. What
 * cannot be read counts as left out, since nothing of it may keep a resource from being deleted.
 *
 * @param props the old outputs
 * @returns the settings, and all that is not one of them
 */
export function settingsOfDelete(
  run: Run,
  { kind, id }: { readonly kind: string; readonly id: string },
  props: Props,
): { readonly settings: z.output<typeof deleteSettings>; readonly others: Props } {
  const wanted = seenResources(run).newInputs(kind, id) ?? props;
  const others = Object.entries(props).filter(([name]) => !(name in deleteSettings.shape));
  return { settings: readLeniently(deleteSettings, wanted), others: Object.fromEntries(others) };
}
