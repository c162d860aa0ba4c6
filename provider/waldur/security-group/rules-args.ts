import * as pulumi from "@pulumi/pulumi";
import { warnAboutRules, requireCalled, withEmptyLeaves } from "../../engine/given-rules";
import { nameInUrn } from "../../kit/program-context";
import type { RuleMap } from "../../rules/rule-map";
import { codec } from "../rule/fields";
import type { RuleArgs, RulesInput, Rule } from "../rule/args";
import { ruleLanguage } from "../rule/parse";

/** The properties of a resource that has rules, with references by id. */
export function rulesProps(name: string, rules: RulesInput | undefined) {
  if (rules === undefined) return {};
  const title = `security group "${name}"`;
  requireCalled(title, rules);
  const props = byId(rules);
  warnAboutRules(props, {
    title,
    language: ruleLanguage,
    addresses: codec.addressNames,
  });
  return { rules: withEmptyLeaves(props, codec.isLimit) };
}

/** A list stays a list, so that one unknown rule does not make all of them unknown. */
function byId(rules: RulesInput): pulumi.Input<pulumi.Input<RuleProps>[] | RuleMap<Rule>> {
  if (Array.isArray(rules)) return rules.map(ruleById);
  return pulumi.output(rules).apply((known) => (Array.isArray(known) ? known.map(named) : known));
}

function ruleById(rule: pulumi.Input<RuleArgs>): pulumi.Input<RuleProps> {
  return pulumi.Output.isInstance(rule) || rule instanceof Promise
    ? pulumi.output(rule).apply(named)
    : named(rule);
}

type Group = RuleArgs["remoteGroup"];
type RuleProps = Omit<RuleArgs, "remoteGroup"> & { remoteGroup?: pulumi.Input<string> };

/** The groups of a program by their `id`, so that one is known where a rule has no more than that. */
const groups = new WeakMap<object, pulumi.CustomResource>();

export const rememberId = (group: pulumi.CustomResource): unknown => groups.set(group.id, group);

const groupOfId = (value: unknown): pulumi.CustomResource | undefined =>
  typeof value === "object" && value !== null ? groups.get(value) : undefined;

/**
 * A group is named by its id, which is known in a preview even when the group itself changes. Messages call it what the
 * program does.
 */
function named<R extends { remoteGroup?: Group }>(rule: R) {
  // A preset that was not spread: the check reports it.
  if (Array.isArray(rule)) return rule;
  const { remoteGroup: given, ...rest } = rule;
  if (!("remoteGroup" in rule)) return rest;
  const group = groupOfId(given) ?? given;
  if (!pulumi.CustomResource.isInstance(group)) return { ...rest, remoteGroup: group };
  return { ...rest, remoteGroup: group.id, remoteGroupName: group.urn.apply(nameInUrn) };
}
