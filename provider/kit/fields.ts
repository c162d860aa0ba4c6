import { z } from "zod";
import {
  containsUnknown,
  checkedRules,
  type Fields,
  type RuleReader,
  type RuleMap,
  rulesInState,
} from "../rules/rule-map";
import { issueText, placeText, issuesText } from "../text/issue-text";
import { nearest } from "../text/nearest";
import type { Note, Run } from "../run/run";
import { type FollowUp, seenResources } from "../run/resources";
import type { Props } from "./handlers";
import { SecurityGroupsError } from "../errors";
import { lintLevels, timeouts } from "./settings";
import { foreignRulePolicies, rulesOutside, rulesWithin } from "../rules/foreign-rules";
import { nameText, shortened } from "../text/printable";

/** Checked inputs, and what is wrong with them. */
export interface Checked {
  readonly inputs: Props;
  /** Sentences without the full stop, each with its remedy. */
  readonly problems: readonly string[];
  /** Lines for the user, such as what a change of rules means. */
  readonly notes?: readonly Note[];
  /** What is reported, and refused, once the outputs in state are known. */
  readonly followUp?: FollowUp | undefined;
}

/** What is reported about checked inputs. */
export type Statement = Omit<Checked, "inputs">;

export interface FieldsCheck {
  /** What messages call the class of the resource. */
  readonly resource: string;
  readonly schemas: Readonly<Record<string, z.ZodType>>;
  /** Inputs that are checked elsewhere. */
  readonly others: readonly string[];
}

/** What the engine and an earlier check put among the inputs. */
const INTERNAL = ["__provider", "__defaults"];

/** What groups of other clouds have for their rules. */
const DIRECTIONS: readonly string[] = ["ingress", "egress"];

/**
 * Checks the inputs that have a schema and makes them canonical; what is not known yet stays as it is. One that is null is
 * refused, since it means nothing.
 * @param defaults what counts for inputs that are not given
 */
export function checkFields(
  program: Props,
  defaults: Props,
  { resource, schemas, others }: FieldsCheck,
): Checked {
  const given = { ...program, ...defaults };
  const inputs: Record<string, unknown> = {};
  const empty = Object.keys(program)
    .filter((field) => (Object.hasOwn(schemas, field) || others.includes(field)) && program[field] === null)
    .map((field) => `${field} has no value (null): set it or leave it out`);
  const unknown = Object.keys(given)
    .filter((field) => !Object.hasOwn(schemas, field) && !others.includes(field) && !INTERNAL.includes(field))
    .filter((field) => given[field] !== undefined && given[field] !== null)
    .map((field) => {
      const meant = DIRECTIONS.includes(field)
        ? "rules, each with its direction"
        : nearest(field, [...Object.keys(schemas), ...others]);
      return `${field} is not an input of a ${resource}${meant === undefined ? "" : ` (did you mean ${meant}?)`}`;
    });
  const problems = [...empty, ...unknown];
  for (const [field, schema] of Object.entries(schemas)) {
    const value = given[field];
    if (value === undefined || value === null) continue;
    const { data, error } = containsUnknown(value) ? { data: value } : schema.safeParse(value);
    inputs[field] = data;
    problems.push(...(error?.issues ?? []).map((issue) => `${at(field, issue.path)} ${issueText(issue)}`));
  }
  return { inputs, problems };
}

/** Where something is wrong: `keepReachable[2].ports:`, or the field alone. */
const at = (field: string, path: readonly PropertyKey[]) =>
  path.length === 0 ? field : `${placeText([field, ...path])}:`;

// Fields of inputs and of state.

function rules<R>(read: (raw: unknown) => RuleMap<R> | undefined) {
  return z.unknown().transform((raw, context): RuleMap<R> => {
    const map = read(raw);
    if (map !== undefined) return map;
    context.addIssue({ code: "custom", message: "are not rules" });
    return z.NEVER;
  });
}

/** Rules as they are in state, keyed again from their values: an older version may have other keys. */
export const rulesField = <R extends Fields>(language: RuleReader<R>) =>
  rules((raw) => rulesInState(raw, language));

/** Rules as a check of this run has made them. */
export const checkedRulesField = <R extends Fields>(language: RuleReader<R>) =>
  rules((raw) => checkedRules(raw, language));

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

// Arguments of lookups.

const given = z.string().min(1, "is empty");

const byId = z.strictObject({ id: given });

const fields = { field: z.array(z.string()).optional() };

/** The arguments of a lookup of one thing by its id or its name. */
export const oneArgs = z.union([byId, z.strictObject({ name: given })], { error: "give either id or name" });

/** The same where a name may come with its tenant, and fields may be chosen. */
export const oneInTenantArgs = z.union(
  [byId.extend(fields), z.strictObject({ name: given, tenant: given.optional(), ...fields })],
  { error: "give either id, or name and perhaps tenant, and field as a list" },
);

/** The arguments of a lookup, which programs in JavaScript may have got wrong. @throws {SecurityGroupsError} */
export function lookupArgs<Args>(what: string, schema: z.ZodType<Args>, args: unknown): Args {
  const { success, data, error } = schema.safeParse(args);
  if (success) return data;
  throw new SecurityGroupsError(`look up ${what}: the arguments are wrong: ${issuesText(error)}.`);
}
