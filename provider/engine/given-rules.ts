import * as pulumi from "@pulumi/pulumi";
import { hostBitsOf } from "../rules/values";
import { type Fields, readRules, type RuleReader } from "../rules/rule-map";

/** What is needed of a cloud to warn about the rules of a program. */
export interface GivenRules<R extends Fields> {
  /** What messages call the resource. */
  readonly title: string;
  readonly language: RuleReader<R>;
  /** Fields of a rule that hold addresses. */
  readonly addresses: readonly string[];
}

/** @throws {pulumi.RunError} where a preset was not called: the SDK would leave it out, and the rules would not be managed */
export function requireCalled(title: string, rules: unknown): void {
  if (![rules].flat().some((one) => typeof one === "function")) return;
  throw new pulumi.RunError(
    `${title}: rules has a function, as presets are: call it and spread what it returns, ...allow.https()`,
  );
}

/** Warns of rules that are fine and yet not what they seem. */
export function warnAboutRules<R extends Fields>(rules: pulumi.Input<object>, given: GivenRules<R>): void {
  const { title } = given;
  const known = pulumi.output(rules);
  known.apply((list) => {
    void pulumi.isSecret(known).then((secret) => {
      for (const remark of remarks(list, given, secret)) void pulumi.log.warn(`${title}: ${remark}`);
    });
  });
}

const differingText = (position: number, of: number) =>
  `rules[${of}] and rules[${position}] are one rule with different descriptions, of which it gets the alphabetically first: ` +
  "leave one of them out";

function remarks<R extends Fields>(
  rules: unknown,
  { language, addresses }: GivenRules<R>,
  secret: boolean,
): string[] {
  const duplicates = readRules(rules, language).duplicates.map(({ position, of, differs }) =>
    differs ? differingText(position, of) : `rules[${position}] says what rules[${of}] says and is left out`,
  );
  if (secret) return duplicates;
  const hostBits = hostBitsOf(rules, addresses).map(
    ({ position, given, network, host }) =>
      `rules[${position}]: ${given} stands for all of ${network}: write that, or ${host} for the one host`,
  );
  return [...duplicates, ...hostBits];
}

/**
 * Arguments in which an empty value of some fields stays one: as null, which check refuses. The SDK drops what is undefined,
 * and what an output turns out to be undefined, so that check would take it for left out, which is any.
 *
 * Each value is looked at by itself, since one output that is not known yet must not make all the others so.
 * @param isLimit whether a field, at whatever depth, is one of them
 */
export function withEmptyLeaves(value: unknown, isLimit: (field: string) => boolean): unknown {
  const inside = (one: unknown): unknown => {
    if (isPending(one)) return pulumi.output(one).apply((known) => inside(known));
    if (isList(one)) return one.map(leaf);
    if (!isPlain(one)) return one;
    const entries = Object.entries(one).map(([name, field]: [string, unknown]) => [
      name,
      isLimit(name) ? leaf(field) : field,
    ]);
    return Object.fromEntries(entries) as unknown;
  };
  const leaf = (one: unknown): unknown =>
    isPending(one) ? pulumi.output(one).apply((known) => leaf(known)) : inside(one ?? null);
  return inside(value);
}

const isPending = (value: unknown): value is pulumi.Output<object> | Promise<object> =>
  pulumi.Output.isInstance(value) || value instanceof Promise;

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const isPlain = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !pulumi.Resource.isInstance(value);
