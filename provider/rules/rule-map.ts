/**
 * What the engine sends in preview for a value that is not known yet, whatever its type
 * (Pulumi SDK, `runtime.rpc.unknownValue`).
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Unknown = typeof UNKNOWN | `${typeof UNKNOWN}:${string}`;

/** An unknown value that messages can call something, such as the resource whose id it will be. */
export const unknownCalled = (name: string): Unknown => `${UNKNOWN}:${name}`;

/** What an unknown value is called, if it is called something. */
export const nameOfUnknown = (value: Unknown): string | undefined =>
  value.startsWith(`${UNKNOWN}:`) ? value.slice(UNKNOWN.length + 1) : undefined;

/** Whether the value itself is unknown. A string that contains the sentinel counts: it was built from an unknown value. */
export function isUnknown(value: unknown): value is Unknown {
  return typeof value === "string" && value.includes(UNKNOWN);
}

/** Whether there is an unknown value anywhere inside. */
export function containsUnknown(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(containsUnknown);
  if (typeof value === "object" && value !== null) return Object.values(value).some(containsUnknown);
  return isUnknown(value);
}

/** The fields of a cloud's canonical rule. */
export type Fields = Readonly<Record<string, unknown>>;

/** A rule of which some fields are not known before `up`. */
export type Draft<R> = { readonly [Field in keyof R]: R[Field] | Unknown };

/** Rules by their readable keys, sorted by key: the form of `rules` in checked inputs, outputs and state. */
export type RuleMap<R> = Readonly<Record<string, R>>;

/** A rule with its key, as it is carried where the order matters, or one may exist twice. */
export interface Keyed<R> {
  readonly key: string;
  readonly rule: R;
}

/** The same before everything is known: a rule may be unknown in part or as a whole. */
export type DraftMap<R> = RuleMap<Draft<R> | Unknown>;

/** What one rule of a program says. */
export interface RuleReading<R> {
  /** What can be read of it, for messages, e.g. `ingress IPv4 tcp 443`. Without addresses where rules are secret. */
  readonly label: string;
  /** The canonical rules: several where it lists `cidrs`. */
  readonly drafts: readonly Draft<R>[];
  /** Sentences without the full stop, each with its remedy. */
  readonly problems: readonly string[];
  /** What is allowed and yet not what it seems, likewise. */
  readonly remarks?: readonly string[];
  /** Whether it says nothing about where it lets in from, which is anywhere. */
  readonly isSourceless?: boolean;
}

/** Takes what is wrong with a rule, as a sentence without the full stop. */
export type Report = (problem: string) => void;

export interface ReadingOptions {
  /** Whether addresses must stay out of labels and problems. */
  readonly secret?: boolean;
}

/** What a cloud says about its rules. */
export interface RuleReader<R extends Fields> {
  /** Reads one rule of a program, whose fields may be unknown. */
  readonly read: (raw: Fields, options: ReadingOptions) => RuleReading<R>;
  /** Reads a canonical rule as it is in state; undefined where it is not one. */
  readonly stored: (raw: unknown) => R | undefined;
  /** The maps of `storedRules`, by what they were read from: one operation asks for the rules of its inputs in several places. */
  readonly maps: WeakMap<object, RuleMap<R>>;
  /** The readable key, which is the identity of a rule. Says `UNKNOWN_WORD` for a field that is unknown. */
  readonly key: (rule: Draft<R>) => string;
  /** Whether a draft can turn out to be several rules. */
  readonly isOpen?: (rule: Draft<R>) => boolean;
  /**
   * Merges two rules of the same key into one, in either order; undefined where they are equal. Left out
   * where the key is the whole rule.
   */
  readonly merged?: (one: R, other: R) => R | undefined;
}

/** In a key, represents a value that is not known yet; `readRules` adds a number to it. */
export const UNKNOWN_WORD = "(unknown)";

/** A rule that says what another one says already, and so is left out. */
export interface Duplicate {
  readonly position: number;
  /** The position of the rule that stays. */
  readonly of: number;
  readonly key: string;
  /** Whether the two differ in what their key does not say, such as the description. */
  readonly differs: boolean;
}

/** A rule that says nothing about where it lets in from, with the keys that it has. */
export interface Sourceless {
  /** `rules[3] (ingress IPv4 tcp 443)` */
  readonly place: string;
  readonly keys: readonly string[];
}

export interface RulesReading<R> {
  readonly rules: DraftMap<R> | Unknown;
  /** Sentences such as `rules[3] (ingress IPv4 tcp 443): …`. */
  readonly problems: readonly string[];
  /** Likewise, of what may be intended. */
  readonly remarks: readonly string[];
  readonly duplicates: readonly Duplicate[];
  readonly sourceless: readonly Sourceless[];
}

/**
 * Reads the `rules` of a resource: the array of a program, or the map that an earlier check made of one
 * (under `ignoreChanges` the engine hands that back).
 *
 * @param known the rules of the last check, by their keys. A partly unknown rule takes the key of the one rule
 *   among them that it can be, so that a preview shows one changed field instead of a rule gone and another come.
 */
export function readRules<R extends Fields>(
  raw: unknown,
  language: RuleReader<R>,
  { known = {}, ...options }: ReadingOptions & { known?: RuleMap<R> } = {},
): RulesReading<R> {
  const problems: string[] = [];
  const remarks: string[] = [];
  const duplicates: Duplicate[] = [];
  const sourceless: Sourceless[] = [];
  const others = { problems, remarks, duplicates, sourceless };
  if (isUnknown(raw)) return { rules: UNKNOWN, ...others };
  if (!Array.isArray(raw)) {
    const stored = storedRules(raw, language);
    if (stored === undefined) problems.push("rules must be an array of rules");
    return { rules: stored ?? {}, ...others };
  }

  const rules = new Map<string, { draft: R; position: number }>();
  const unknown: (Draft<R> | Unknown)[] = [];
  raw.forEach((one: unknown, position) => {
    const reading = readOne(one, language, options);
    const place = `rules[${position}]${inBrackets(reading.label)}`;
    problems.push(...reading.problems.map((problem) => `${place}: ${problem}`));
    remarks.push(...(reading.remarks ?? []).map((remark) => `${place}: ${remark}`));
    const keys: string[] = [];
    for (const draft of reading.drafts) {
      if (!isKnown(draft)) {
        unknown.push(draft);
        continue;
      }
      const key = language.key(draft);
      keys.push(key);
      const first = rules.get(key);
      if (first === undefined) {
        rules.set(key, { draft, position });
        continue;
      }
      const merged = language.merged?.(first.draft, draft);
      if (merged !== undefined) rules.set(key, { draft: merged, position: first.position });
      duplicates.push({ position, of: first.position, key, differs: merged !== undefined });
    }
    if (reading.isSourceless === true) sourceless.push({ place, keys });
  });
  const certain = [...rules].map(([key, { draft }]) => [key, draft] as const);
  const open = Object.entries(known).filter(([key]) => !rules.has(key));
  return { rules: sortedByKey([...certain, ...named(unknown, open, language)]), ...others };
}

/** A map that was made by `readRules` or `ruleMap`, keyed again from its values; undefined where it is not one. */
export function storedRules<R extends Fields>(raw: unknown, language: RuleReader<R>): RuleMap<R> | undefined {
  if (!isFields(raw)) return undefined;
  const rules = language.maps.get(raw) ?? readMap(raw, language, language.key);
  if (rules !== undefined) language.maps.set(raw, rules);
  return rules;
}

/** A map that this version has made: its keys are right. */
export const checkedRules = <R extends Fields>(
  raw: unknown,
  language: Pick<RuleReader<R>, "stored">,
): RuleMap<R> | undefined => readMap(raw, language, (_, key) => key);

function readMap<R extends Fields>(
  raw: unknown,
  { stored }: Pick<RuleReader<R>, "stored">,
  keyOf: (rule: R, key: string) => string,
): RuleMap<R> | undefined {
  if (!isFields(raw)) return undefined;
  const rules: Keyed<R>[] = [];
  for (const [key, value] of Object.entries(raw)) {
    const rule = stored(value);
    if (rule === undefined) return undefined;
    rules.push({ key: keyOf(rule, key), rule });
  }
  return keyedMap(rules);
}

/** Rules as state has them: such a map, or after an import the array of a program; undefined where they are neither. */
export function rulesInState<R extends Fields>(
  raw: unknown,
  language: RuleReader<R>,
): RuleMap<R> | undefined {
  if (!Array.isArray(raw)) return storedRules(raw, language);
  const { rules, problems } = readRules(raw, language);
  return problems.length === 0 && allKnown(rules) ? rules : undefined;
}

/** Known rules by their keys. Of rules with the same key the first stays. */
export const ruleMap = <R extends Fields>(
  rules: readonly R[],
  { key }: Pick<RuleReader<R>, "key">,
): RuleMap<R> => keyedMap(rules.map((rule) => ({ key: key(rule), rule })));

/** The same of rules whose keys are known. */
export function keyedMap<R>(rules: readonly Keyed<R>[]): RuleMap<R> {
  const byKey = new Map<string, R>();
  for (const { key, rule } of rules) {
    if (!byKey.has(key)) byKey.set(key, rule);
  }
  return sortedByKey(byKey);
}

/** The rules of a map one by one, in its order. */
export const keyedRules = <R>(rules: RuleMap<R>): Keyed<R>[] =>
  Object.entries(rules).map(([key, rule]) => ({ key, rule }));

/** Whether two sets of rules are the same, by meaning and by what else the server keeps. */
export function sameRules<R>(a: RuleMap<R>, b: RuleMap<R>, isSame: (a: R, b: R) => boolean): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => {
      const [one, other] = [a[key], b[key]];
      return one !== undefined && other !== undefined && isSame(one, other);
    })
  );
}

/** Whether nothing in the rules is unknown. */
export function allKnown<R>(rules: DraftMap<R> | Unknown): rules is RuleMap<R> {
  return !containsUnknown(rules);
}

function readOne<R extends Fields>(
  raw: unknown,
  language: RuleReader<R>,
  options: ReadingOptions,
): RuleReading<R> | (Omit<RuleReading<R>, "drafts"> & { drafts: Unknown[] }) {
  if (isUnknown(raw)) return { label: UNKNOWN_WORD, drafts: [UNKNOWN], problems: [] };
  if (isFields(raw)) return language.read(raw, options);
  return {
    label: "",
    drafts: [],
    problems: [
      Array.isArray(raw)
        ? "is a list of rules, as presets return: spread it, ...allow.https() instead of allow.https()"
        : 'is not a rule: write an object such as { protocol: "tcp", ports: 443 }',
    ],
  };
}

/** Whether a value is an object with fields, not a list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isKnown<R>(draft: Draft<R> | Unknown): draft is Draft<R> & R {
  return !containsUnknown(draft);
}

const inBrackets = (label: string) => (label === "" ? "" : ` (${label})`);

/** Keys for partly unknown rules. `open` are the rules that no known rule takes the place of. */
function named<R extends Fields>(
  drafts: readonly (Draft<R> | Unknown)[],
  open: readonly (readonly [string, R])[],
  { key, isOpen = () => false }: RuleReader<R>,
): [string, Draft<R> | Unknown][] {
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  return drafts.flatMap((draft): [string, Draft<R> | Unknown][] => {
    const matches = open.filter(([name, rule]) => !taken.has(name) && fits(draft, rule));
    if (matches.length === 1 || (matches.length > 1 && !isUnknown(draft) && isOpen(draft))) {
      return matches.map(([name]) => {
        taken.add(name);
        return [name, draft];
      });
    }
    const name = isUnknown(draft) ? UNKNOWN_WORD : key(draft);
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    // What is unknown may be called something already.
    const numbered = name.replaceAll(UNKNOWN_WORD, `(unknown ${count})`);
    return [[numbered === name && count > 1 ? `${name} (${count})` : numbered, draft]];
  });
}

/** Whether a partly unknown rule can turn out to be this one. */
function fits<R extends Fields>(draft: Draft<R> | Unknown, rule: R): boolean {
  if (isUnknown(draft)) return false;
  return Object.entries(draft).every(([field, value]) => isUnknown(value) || value === rule[field]);
}

function sortedByKey<T>(entries: Iterable<readonly [string, T]>): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** The parts of a rule that can be secret separately. */
export const ruleParts = ["peers", "ports", "descriptions"] as const;
export type RulePart = (typeof ruleParts)[number];

/**
 * The part of a rule that a field reveals, or nothing where its words are well known. Undefined for a
 * field that no table declares.
 */
export type PartOf = (field: string) => RulePart | "plain" | undefined;

/** What state keeps of a rule in addition to its key, which says all the rest. */
export interface StoredRule {
  /** What the server keeps besides the rule, if anything. */
  readonly description?: string | undefined;
}

/** A live rule that no program can have: check would refuse it, or read another rule. */
export interface InexpressibleRule {
  readonly key: string;
  readonly why: string;
}

/**
 * The rules that no program can have, such as those of sctp with ports, which Waldur shows and does not accept.
 * @param spell puts a rule into the words of a program
 */
export function findInexpressible<R extends Fields>(
  rules: RuleMap<R>,
  language: RuleReader<R>,
  spell: (rule: R) => object,
): InexpressibleRule[] {
  return Object.entries(rules).flatMap(([key, rule]) => {
    const { problems, rules: read } = readRules([spell(rule)], language);
    const isSame = typeof read === "object" && key in read;
    const [problem = isSame ? undefined : "it would become another rule"] = problems;
    return problem === undefined ? [] : [{ key, why: problem.replace(/^rules\[0\]( \(.*?\))?: /, "") }];
  });
}

/** What is wrong with them, as the begin of a sentence. */
export const inexpressibleText = (rules: readonly InexpressibleRule[]): string =>
  `no program can have ${rules.length === 1 ? "the rule" : "the rules"} ` +
  rules.map(({ key, why }) => `"${key}" (${why})`).join(", ");

/** What an import says that leaves the rules of a group unmanaged. */
export const importedWithoutRules = (rules: readonly InexpressibleRule[]): string =>
  `${inexpressibleText(rules)}: the group is imported without its rules, which are not managed and stay as they are. ` +
  "To manage them, write rules in the program; its preview says what closes";

/** What must be known of rules to keep them in state and to mask them. */
export interface RuleFormat {
  /** The rule that a key stands for; undefined for any other string. */
  readonly parseKey: (key: string) => Fields | undefined;
  /** Whether the key says the field. */
  readonly isInKey: (field: string) => boolean;
  readonly partOf: PartOf;
}
