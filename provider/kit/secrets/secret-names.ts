import { type PartOf, type RulePart, ruleParts } from "../../rules/codec";
import { rulesEntry } from "./secret-inputs";

/** How to recognize secrets in a form of values. */
export interface Secrecy {
  /** Whether there is a secret anywhere in the value. */
  readonly isSecret: (value: unknown) => boolean | Promise<boolean>;
  /** Whether it is unknown which part of the value is secret. */
  readonly isWhole: (value: unknown) => boolean;
  /** What of a rule its fields reveal. */
  readonly partOf: PartOf;
}

/** The inputs of a resource that hold secrets, for checks and messages; undefined where there are none. */
export async function secretNames(
  { rules, ...others }: Readonly<Record<string, unknown>>,
  secrecy: Secrecy,
): Promise<string[] | undefined> {
  const secret = await Promise.all(
    Object.entries(others).map(async ([name, value]) => ((await secrecy.isSecret(value)) ? [name] : [])),
  );
  const parts = await secretRuleParts(rules, secrecy);
  const found = [...secret.flat(), ...parts.map(rulesEntry)];
  return found.length === 0 ? undefined : found.toSorted();
}

async function secretRuleParts(rules: unknown, secrecy: Secrecy): Promise<RulePart[]> {
  if (!Array.isArray(rules)) return (await secrecy.isSecret(rules)) ? [...ruleParts] : [];
  const found = await Promise.all(rules.map((rule: unknown) => partsOfRule(rule, secrecy)));
  return [...new Set(found.flat())];
}

/** What is secret in one rule; all of it if that is unknown. */
async function partsOfRule(rule: unknown, { isSecret, isWhole, partOf }: Secrecy): Promise<RulePart[]> {
  if (typeof rule !== "object" || rule === null || isWhole(rule)) {
    return (await isSecret(rule)) ? [...ruleParts] : [];
  }
  const parts = Object.entries(rule).map(async ([field, value]: [string, unknown]) => {
    if (!(await isSecret(value))) return [];
    const part = partOf(field);
    return part === undefined || part === "plain" ? [...ruleParts] : [part];
  });
  return (await Promise.all(parts)).flat();
}
