import { type RuleFormat } from "./rule-map";
import { z } from "zod";
import type { WideningFields } from "./values";
import {
  type Draft,
  type Fields,
  type Report,
  type PartOf,
  type RulePart,
  isFields,
  type RuleReader,
  type RuleMap,
  rulesInState,
  type Unknown,
  containsUnknown,
  UNKNOWN,
} from "./rule-map";

/** A name that a field has in a program. */
export interface GivenField {
  /** The part of a rule that it reveals; a plain one has well-known words, which are never masked. */
  readonly part: RulePart | "plain";
  /** What to do about an empty value, where absence would widen the rule. */
  readonly ifEmpty?: string;
  /** Whether it holds an address, or a list of them. */
  readonly isAddress?: boolean;
  /** Whether lookups return it and it has no effect: messages do not propose it. */
  readonly isReturned?: boolean;
}

/** How a field is written in the readable key. */
export interface KeyPart<R> {
  /** Nothing where the key does not say it. */
  readonly text: (rule: Partial<Draft<R>>) => string | undefined;
  /** The same as a regular expression, with the space before it and with named groups. */
  readonly pattern: string;
  readonly read: (groups: KeyGroups) => Partial<R>;
  /** Whether it is the other side: that comes last, and is left out of labels. */
  readonly isPeer?: boolean;
}

export type KeyGroups = Readonly<Partial<Record<string, string>>>;

/**
 * All that is to be known of one field of a rule.
 *
 * @typeParam Wire a rule as the server returns it
 * @typeParam Own what has to be known of its group to read it
 * @typeParam Home what has to be known of its group to send it
 */
export interface RuleField<R, Value, Wire, Own, Home> {
  /** The values of the canonical form, as state has them. */
  readonly type: z.ZodType<Value>;
  /** Its names in a program, and those of fields that are read together with it. */
  readonly given: Readonly<Record<string, GivenField>>;
  /** Reads it from a program where it depends on no other field; `parse.ts` reads fields that depend on each other. */
  readonly read?: (value: unknown, report: Report) => Value | Unknown | undefined;
  /** How it distinguishes rules, or with which field. Without it, rules that differ in this field alone are the same rule. */
  readonly key?: KeyPart<R> | { readonly with: keyof R };
  readonly wire: {
    readonly name: string;
    readonly from: (wire: Wire, own: Own) => Value;
    readonly to: (value: Value, home: Home, rule: R) => unknown;
  };
  /** As a person would write it. @default the value under its name */
  readonly spell?: (value: Exclude<Value, undefined>, rule: R) => Fields;
}

/** A cloud's fields, in the order of the canonical form and, but for the other side, of the key. */
export type RuleFields<R, Wire, Own, Home> = {
  readonly [Field in keyof R]-?: RuleField<R, R[Field], Wire, Own, Home>;
};

/** The rule that a key stands for; undefined for any other string. */
export type RuleOfKey = RuleFormat["parseKey"];

/** All that follows from a table of fields. */
export class RuleCodec<R extends Fields, Wire extends object, Own = void, Home = void> implements RuleFormat {
  private readonly names: readonly (keyof R & string)[];
  private readonly given: ReadonlyMap<string, GivenField>;
  private readonly keyParts: readonly KeyPart<R>[];
  private readonly inKey: ReadonlySet<string>;
  private readonly pattern: RegExp;
  private readonly schema: z.ZodType<Fields>;

  /** @param returned names that lookups return in addition, without an effect */
  constructor(
    private readonly fields: RuleFields<R, Wire, Own, Home>,
    returned: readonly string[] = [],
  ) {
    this.names = Object.keys(fields);
    this.given = new Map<string, GivenField>([
      ...this.names.flatMap((name) => Object.entries(fields[name].given)),
      ...returned.map((name) => [name, { part: "plain", isReturned: true }] as const),
    ]);
    this.inKey = new Set(this.names.filter((name) => fields[name].key !== undefined));
    const parts = this.names.flatMap((name) => {
      const { key } = fields[name];
      return key === undefined || "with" in key ? [] : [key];
    });
    this.keyParts = [...parts.filter(({ isPeer }) => !isPeer), ...parts.filter(({ isPeer }) => isPeer)];
    this.pattern = new RegExp(`^${this.keyParts.map(({ pattern }) => pattern).join("")}$`);
    this.schema = z.object(Object.fromEntries(this.names.map((name) => [name, fields[name].type])));
  }

  /** The names that a rule may have in a program, for messages. */
  get givenNames(): string[] {
    return [...this.given].filter(([, { isReturned }]) => !isReturned).map(([name]) => name);
  }

  get addressNames(): string[] {
    return [...this.given].filter(([, { isAddress }]) => isAddress).map(([name]) => name);
  }

  /** What to do about empty values. */
  get remedies(): WideningFields["remedies"] {
    return Object.fromEntries(
      [...this.given].flatMap(([name, { ifEmpty }]) => (ifEmpty === undefined ? [] : [[name, ifEmpty]])),
    );
  }

  /** Whether the absence of a value would allow more; of a field that no table declares that is unknown. */
  readonly isLimit = (name: string): boolean => {
    const field = this.given.get(name);
    return field === undefined || field.ifEmpty !== undefined;
  };

  isGiven(name: string): boolean {
    return this.given.has(name);
  }

  /** The fields of a rule that depend on no other field. */
  readAlone(raw: Fields, report: Report): Partial<Draft<R>> {
    const alone = this.names.flatMap((name) => {
      const { read } = this.fields[name];
      return read === undefined ? [] : [[name, read(raw[name], report)] as const];
    });
    return Object.fromEntries(alone) as Partial<Draft<R>>;
  }

  /** What a rule is, without the other side: `ingress IPv4 tcp 443`. */
  label(rule: Partial<Draft<R>>): string {
    return textOf(
      this.keyParts.filter(({ isPeer }) => !isPeer),
      rule,
    );
  }

  /** The readable identity of a rule. */
  key(rule: Draft<R>): string {
    return textOf(this.keyParts, rule);
  }

  readonly parseKey = (key: string): R | undefined => {
    const groups = this.pattern.exec(key)?.groups;
    if (groups === undefined) return undefined;
    const said = this.keyParts.map(({ read }) => read(groups));
    return Object.assign({}, ...said) as R;
  };

  readonly isInKey = (field: string): boolean => this.inKey.has(field);

  readonly partOf: PartOf = (field) => this.given.get(field)?.part;

  /** A canonical rule as it is in state; undefined where it is not one. */
  stored(raw: unknown): R | undefined {
    return this.schema.safeParse(raw).data as R | undefined;
  }

  decode(wire: Wire, own: Own): R {
    return this.built((name) => this.fields[name].wire.from(wire, own));
  }

  encode(rule: R, home: Home): Readonly<Record<string, unknown>> {
    const valueOf = <Name extends keyof R & string>(name: Name) => {
      const { wire } = this.fields[name];
      return [wire.name, wire.to(rule[name], home, rule)] as const;
    };
    return Object.fromEntries(this.names.map(valueOf));
  }

  /** The fields of a rule as they were read. */
  asRead(wire: Wire): Readonly<Record<string, unknown>> {
    const values = new Map<string, unknown>(Object.entries(wire));
    const names = this.names.map((name) => this.fields[name].wire.name);
    return Object.fromEntries(names.map((name) => [name, values.get(name)]));
  }

  /** A rule as a person would write it in a program, which means the same. */
  spell(rule: R): Fields {
    const spelled = <Name extends keyof R & string>(name: Name): Fields => {
      const value = rule[name];
      const { spell } = this.fields[name];
      if (value === undefined) return {};
      return spell?.(value as Exclude<R[Name], undefined>, rule) ?? { [name]: value };
    };
    return Object.assign({}, ...this.names.map(spelled)) as Fields;
  }

  /** The values in one order, for comparisons. */
  valuesOf(rule: R): R[keyof R & string][] {
    return this.names.map((name) => rule[name]);
  }

  /** What the key of a rule does not say. */
  besideKey(rule: R): Fields {
    const said = (name: string, value: unknown) => value === undefined || this.isInKey(name);
    return Object.fromEntries(Object.entries(rule).filter(([name, value]) => !said(name, value)));
  }

  /** Whether two rules are the same in every field, those that are in no key included. */
  isSame(one: R, other: R): boolean {
    return this.names.every((name) => one[name] === other[name]);
  }

  /** The same whatever the order of the rules; undefined where two rules of one key differ in nothing. */
  merged(one: R, other: R): R | undefined {
    if (this.isSame(one, other)) return undefined;
    return this.built((name) =>
      this.isInKey(name)
        ? one[name]
        : [one[name], other[name]].filter((value) => value !== undefined).toSorted()[0],
    );
  }

  /** The table has an entry for each field of a rule, of its type. */
  private built(valueOf: (name: keyof R & string) => unknown): R {
    return Object.fromEntries(this.names.map((name) => [name, valueOf(name)])) as R;
  }
}

function textOf<R>(parts: readonly KeyPart<R>[], rule: Partial<Draft<R>>): string {
  return parts.flatMap(({ text }) => text(rule) ?? []).join(" ");
}

// Rules in state.

/**
 * Rules as state has them and previews show them: by their keys, each with what its key does not say. A rule that is unknown
 * in a part of its key is so as a whole. Anything but a map of rules stays unchanged.
 */
export function shortRules(
  rules: unknown,
  { parseKey, isInKey }: Pick<RuleFormat, "parseKey" | "isInKey">,
): unknown {
  return mapRules(rules, (key, rule) => {
    const fields = Object.entries(rule);
    if (fields.some(([field, value]) => isInKey(field) && containsUnknown(value))) return UNKNOWN;
    const said = parseKey(key) ?? {};
    // The text of a key is for people: where it reads as another rule, state has the whole rule.
    const isRight = Object.entries(said).every(([field, value]) => rule[field] === value);
    const isKept = (field: string, value: unknown) =>
      value !== undefined && !(isRight && Object.hasOwn(said, field));
    return Object.fromEntries(fields.filter(([field, value]) => isKept(field, value)));
  });
}

/** The same rules with all their fields. */
export function wholeRules(rules: unknown, parseKey: RuleOfKey): unknown {
  return mapRules(rules, (key, kept) => {
    const said = parseKey(key) ?? {};
    const isWhole = Object.keys(kept).some((field) => Object.hasOwn(said, field));
    return isWhole ? kept : { ...said, ...kept };
  });
}

function mapRules(rules: unknown, change: (key: string, rule: Fields) => unknown): unknown {
  if (!isFields(rules)) return rules;
  const entries = Object.entries(rules).map(([key, rule]) => [
    key,
    isFields(rule) ? change(key, rule) : rule,
  ]);
  return Object.fromEntries(entries) as unknown;
}

// All rules of a group, managed or not.

/** The rules of a group as its outputs have them: each is in one of the two. */
export interface GroupRules<R> {
  /** Those of the program; undefined where it manages none. */
  readonly managed: RuleMap<R> | undefined;
  /** All others that the group had when it was last written or refreshed; undefined where that is not known. */
  readonly unmanaged: RuleMap<R> | undefined;
}

/** @param outputs with whole rules, as handlers get them */
export function groupRulesIn<R extends Fields>(
  { rules, unmanagedRules }: Readonly<Record<string, unknown>>,
  language: RuleReader<R>,
): GroupRules<R> {
  return { managed: rulesInState(rules, language), unmanaged: rulesInState(unmanagedRules, language) };
}

/** All rules that are known. */
export const allRules = <R>({ managed, unmanaged }: GroupRules<R>): RuleMap<R> => ({
  ...unmanaged,
  ...managed,
});

// Rules in messages.

const MOST = 3;

/** Names the first few rules and counts the others. */
export function listRules<R>(rules: readonly R[], nameOf: (rule: R) => string): string {
  const named = rules.slice(0, MOST).map((rule) => `"${nameOf(rule)}"`);
  const more = rules.length > MOST ? [`${rules.length - MOST} more`] : [];
  return [...named, ...more].join(", ");
}
