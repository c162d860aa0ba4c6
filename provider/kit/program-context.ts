import { z } from "zod";
import { type DraftMap, type RuleMap, isFields, isUnknown, type Unknown } from "../rules/rule-map";
import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { Props } from "./handlers";
import { isDeepStrictEqual } from "node:util";

/** A rule of which the option `ignoreChanges` names a path: by its key, as a whole or its description. */
const ignoredRule = z.object({ key: z.string(), field: z.literal("description").optional() });
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

/**
 * How a resource gets its name where the program gives none, as Pulumi's own setting `pulumi:autonaming` says for it:
 * `verbatim` is the resource's own name, which is the default here; `disabled` asks for a name; a pattern makes one.
 */
export const autonaming = z.union([
  z.object({ mode: z.enum(["verbatim", "disabled"]) }),
  z.object({
    /** With the project, stack and configuration put in already. */
    pattern: z.string(),
  }),
]);
export type Autonaming = z.output<typeof autonaming>;

/** Names that stay the same at every check. */
export function isRandom({ pattern = "" }: { pattern?: string }): boolean {
  return RANDOM.some(([expression]) => pattern.search(expression) !== -1);
}

/** The name that a pattern makes: `${name}-${hex(4)}`. Random parts differ each time. */
export function nameFrom(pattern: string, logicalName: string): string {
  const named = pattern.replaceAll("${name}", logicalName);
  return RANDOM.reduce(
    (text, [expression, draw]) => text.replace(expression, (_, length: string) => draw(Number(length))),
    named,
  );
}

const drawn = (letters: string) => (length: number) =>
  Array.from({ length }, () => letters[randomInt(letters.length)]).join("");

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** Pulumi's expressions, with what they stand for. */
const RANDOM: readonly (readonly [RegExp, (length: number) => string])[] = [
  [/\$\{hex\((\d+)\)\}/g, (length) => randomBytes(length).toString("hex").slice(0, length)],
  [/\$\{alphanum\((\d+)\)\}/g, drawn(`${LETTERS}0123456789`)],
  [/\$\{string\((\d+)\)\}/g, drawn(LETTERS)],
  [/\$\{num\((\d+)\)\}/g, drawn("0123456789")],
  [/\$\{uuid()\}/g, () => randomUUID()],
];

/** The input by which a class passes on what the engine does not; a check removes it. */
export const CONTEXT = "__context";

const context = z.object({
  /** Where the resource is in the program: its name is at the end. */
  urn: z.string().optional(),
  autonaming: autonaming.optional(),
  /** The tenant of the group that the resource is about, where that is a resource of the program. */
  tenant: z.string().optional(),
  /** URN of that group. */
  group: z.string().optional(),
  /** URNs of the groups that a list names, by position: empty for those that are not resources of the program. */
  groups: z.array(z.string()).optional(),
  /** Whether another resource of the program sets the rules of the group. */
  rulesElsewhere: z.boolean().optional(),
  /** The rules that the option `ignoreChanges` names. */
  ignoredRules: z.array(ignoredRule).optional(),
  /** Whether the old resource of a replacement still exists when the new one is made, as far as the class knows. */
  keepsOld: z.boolean().optional(),
  /** Whether the language leaves out empty values, so that they cannot be distinguished from missing ones. */
  omitsEmpty: z.boolean().optional(),
});

/** What a check knows of the program besides the inputs. */
export type ProgramContext = z.output<typeof context>;

/** Takes the context out of what a program gives. */
export function splitContext({ [CONTEXT]: raw, ...given }: Props): { program: ProgramContext; given: Props } {
  return { program: context.safeParse(raw).data ?? {}, given };
}

/** The resource's own name in the program. */
export function logicalName({ urn }: ProgramContext): string | undefined {
  return urn === undefined ? undefined : nameInUrn(urn);
}

// A URN is `urn:pulumi:STACK::PROJECT::PARENT_TYPE$TYPE::NAME`.

/** What the program calls a resource. Names may hold colons themselves. */
export const nameInUrn = (urn: string): string => urn.split("::").slice(3).join("::");

/** The resource's own type, without those of its parents. */
export const typeInUrn = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";

/**
 * What to report about an id in another spelling than that of state: the engine compares the option `import` with the id in
 * state, and would import, and so replace, the resource again after every change.
 */
export const importOptionText = (id: string) =>
  `state has the id ${id}: where a program has the option import, write it so`;

/**
 * The input by which a class hands on Pulumi's option `replaceOnChanges`: the engine cannot apply it, as the host does not
 * show which properties differ. The engine shows no property of such a name.
 */
export const REPLACE_ON_CHANGES = "__replaceOnChanges";

/** Takes the option out of the inputs, which handlers are to have without. */
export function splitReplaceOnChanges({ [REPLACE_ON_CHANGES]: option, ...inputs }: Props): {
  readonly inputs: Props;
  readonly kept: Props;
  /** What is to be replaced on a change: names of inputs, or `*`. */
  readonly paths: readonly string[];
} {
  const paths = Array.isArray(option) ? option.filter((path) => typeof path === "string") : [];
  return { inputs, kept: paths.length === 0 ? {} : { [REPLACE_ON_CHANGES]: paths }, paths };
}

/** The inputs that differ and that the option names. A path into an input, such as `rules[0]`, stands for all of it. */
export function replacedOnChange(paths: readonly string[], olds: Props, news: Props): string[] {
  const fields = Object.keys(news).filter((field) => !field.startsWith("__"));
  const named = paths.map((path) => /^[^.[]+/.exec(path)?.[0]);
  return fields
    .filter((field) => named.includes("*") || named.includes(field))
    .filter((field) => isUnknown(news[field]) || !isDeepStrictEqual(olds[field], news[field]));
}

/**
 * The name of a resource: the one that the program gives; else the one that it has; else what `pulumi:autonaming` makes of
 * its own name in the program. So a setting that is changed later renames nothing.
 */
export function nameFor(
  olds: Props,
  given: Props,
  program: ProgramContext,
): { readonly name: unknown; readonly problems: readonly string[] } {
  const { name, adopt } = given;
  if (name !== undefined && name !== null) return { name, problems: [] };
  const { name: old } = olds;
  if (typeof old === "string" && !isUnknown(old)) return { name: old, problems: [] };

  const own = logicalName(program);
  const { autonaming } = program;
  if (own === undefined) return { name: undefined, problems: ["name is missing: set name"] };
  if (autonaming === undefined) return { name: own, problems: [] };
  if ("pattern" in autonaming) {
    const drawn = isRandom(autonaming) && adopt === true;
    const problems = drawn
      ? [
          "adopt: true adopts the group with the resource's name, and pulumi:autonaming draws a new one each time: " +
            "set name, or set adopt to the id of the group",
        ]
      : [];
    return { name: nameFrom(autonaming.pattern, own), problems };
  }
  if (autonaming.mode === "verbatim") return { name: own, problems: [] };
  return { name: own, problems: ["pulumi:autonaming is disabled, so every group needs a name: set name"] };
}

/**
 * What to do about a name that another group already has. Only the user knows which case it is: adopting a group that
 * another stack owns would delete it for that stack some day.
 *
 * @param place where names are unique, such as `tenant`
 * @param ids of the groups of that name
 * @param replaced what to do where the group is this resource's own, which is being replaced
 */
export function takenNameText(place: string, ids: readonly string[], replaced = ""): string {
  const [id] = ids;
  const groups = ids.length === 1 ? "a group" : `${ids.length} groups`;
  const adopt = ids.length === 1 ? `set adopt: "${id}"` : "set adopt to the id of the right one";
  return (
    `the ${place} already has ${groups} of that name (${ids.join(", ")}). If no program owns it, ${adopt}; ${replaced}otherwise choose ` +
    "another name, or see docs/troubleshooting.md#names-that-are-taken"
  );
}
