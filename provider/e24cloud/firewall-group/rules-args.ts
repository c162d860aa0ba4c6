import * as pulumi from "@pulumi/pulumi";
import { readRules } from "../../core/rules/rule-map";
import type { RulesInput } from "../rule/args";
import { ruleLanguage } from "../rule/parse";

/** The properties of a resource that has rules. */
export function rulesProps(name: string, rules: RulesInput | undefined) {
  if (rules === undefined) return {};
  pulumi.output(rules).apply((list) => warnOfDuplicates(name, list));
  return { rules };
}

function warnOfDuplicates(name: string, rules: unknown): void {
  for (const { position, of } of readRules(rules, ruleLanguage).duplicates) {
    void pulumi.log.warn(
      `firewall group "${name}": rules[${position}] says what rules[${of}] says and is left out`,
    );
  }
}
