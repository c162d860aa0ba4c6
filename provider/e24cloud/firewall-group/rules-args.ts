import * as pulumi from "@pulumi/pulumi";
import { readRules } from "../../core/rules/rule-map";
import type { RulesInput } from "../rule/args";
import { ruleLanguage } from "../rule/parse";

/** The properties of a resource that has rules: the rules, and whether anything in them is secret. */
export function rulesProps(name: string, rules: RulesInput | undefined) {
  if (rules === undefined) return {};
  pulumi.output(rules).apply((list) => warnOfDuplicates(name, list));
  return { rules, secretRules: whereSecret(rules) };
}

/** True where a secret stands anywhere inside, for messages and outputs to keep quiet. */
export async function whereSecret(value: unknown): Promise<true | undefined> {
  return (await pulumi.isSecret(pulumi.output(value))) || undefined;
}

function warnOfDuplicates(name: string, rules: unknown): void {
  for (const { position, of } of readRules(rules, ruleLanguage).duplicates) {
    void pulumi.log.warn(
      `firewall group "${name}": rules[${position}] says what rules[${of}] says and is left out`,
    );
  }
}
