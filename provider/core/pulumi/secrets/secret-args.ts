import * as pulumi from "@pulumi/pulumi";
import { partOf, type RulePart, ruleParts, rulesEntry } from "./secret-inputs";

/** The inputs of a resource that hold secrets, for checks and messages; undefined where there are none. */
export async function secretInputsOf(props: pulumi.Inputs): Promise<string[] | undefined> {
  const { rules, ...others } = props;
  const entries = Object.entries<unknown>(others);
  const secret = await Promise.all(
    entries.map(async ([name, value]) => ((await isSecret(value)) ? [name] : [])),
  );
  const parts = await secretRuleParts(rules);
  const found = [...secret.flat(), ...parts.map(rulesEntry)];
  return found.length === 0 ? undefined : found.toSorted();
}

async function secretRuleParts(rules: unknown): Promise<RulePart[]> {
  if (!Array.isArray(rules)) return (await isSecret(rules)) ? [...ruleParts] : [];
  const found = await Promise.all(rules.map((rule: unknown) => partsOfRule(rule)));
  return [...new Set(found.flat())];
}

/** What is secret in one rule; all of it where nobody can tell. */
async function partsOfRule(rule: unknown): Promise<RulePart[]> {
  if (typeof rule !== "object" || rule === null || isPending(rule)) {
    return (await isSecret(rule)) ? [...ruleParts] : [];
  }
  const parts = Object.entries(rule).map(async ([field, value]: [string, unknown]) => {
    if (!(await isSecret(value))) return [];
    const part = partOf(field);
    return part === undefined ? [...ruleParts] : [part];
  });
  return (await Promise.all(parts)).flat();
}

const isPending = (value: unknown) => pulumi.Output.isInstance(value) || value instanceof Promise;

async function isSecret(value: unknown): Promise<boolean> {
  if (typeof value !== "object" || value === null || pulumi.Resource.isInstance(value)) return false;
  return pulumi.isSecret(pulumi.output(value));
}
