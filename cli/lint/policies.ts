import type { EnforcementLevel, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { type HandlerName, handlerOf } from "../../provider/kit/resource-types";
import { FORMER_SECRETS, sealedOutputs, hasSecretRules } from "../../provider/kit/secrets";
import { rulesOutside } from "../../provider/rules/foreign-rules";
import { isFields } from "../../provider/rules/rule-map";
import { type FindingKind, lintFilter } from "../../provider/traffic/lint";
import { keptDefaultRules } from "../../provider/e24cloud/firewall-group/plan";
import { type StoredRule, storedRulesOf } from "../../provider/stored-rules";
import { findingKinds, ruleKinds } from "./kinds";

/** What happens to findings. */
export interface PolicyOptions {
  /** Findings that stop an update. @default none: all are only reported */
  readonly forbid?: readonly FindingKind[];
  /** Findings that are not reported. @default none */
  readonly ignore?: readonly FindingKind[];
}

/** A policy about each group as the program has it, and about what else it had when it was last read or written. */
export type LintPolicy = ResourceValidationPolicy & StackValidationPolicy;

/**
 * A policy for each kind of finding of `lint`, over all groups of a stack: for `policies` of a `PolicyPack` of
 * `@pulumi/policy`. Pulumi's own configuration of policy packs can set the level of each, by its name.
 *
 * @example
 * new PolicyPack("firewalls", { policies: lintPolicies({ forbid: ["open-ssh", "open-database"] }) });
 */
export function lintPolicies({ forbid = [], ignore = [] }: PolicyOptions = {}): LintPolicy[] {
  const levelOf = (kind: FindingKind): EnforcementLevel =>
    ignore.includes(kind) ? "disabled" : forbid.includes(kind) ? "mandatory" : "advisory";
  return ruleKinds.map((kind) => ({
    name: kind,
    description: findingKinds[kind].text,
    enforcementLevel: levelOf(kind),
    validateResource: ({ type, name, props }, report) => {
      for (const text of problems({ type, name, props }, kind, ownRules)) report(text);
    },
    validateStack: ({ resources }, report) => {
      for (const { type, name, props, urn } of resources)
        for (const text of problems({ type, name, props }, kind, othersRules)) report(text, urn);
    },
  }));
}

interface Subject {
  readonly type: string;
  readonly name: string;
  readonly props: Props;
}
type Props = Readonly<Record<string, unknown>>;
type Rules = Readonly<Record<string, StoredRule>>;

/** The part of a group that a policy checks. */
interface Examined {
  readonly rules: Rules;
  readonly unmanaged: Rules;
  readonly isOff: boolean;
}
type Examine = (handler: HandlerName, props: Props) => Examined;

/** What a program says, with the rules that a group has by itself and keeps. */
const ownRules: Examine = (handler, props) => ({
  rules: storedRulesOf(handler, props["rules"]) ?? {},
  unmanaged: keptIn(handler, props),
  isOff: handler === "e24cloudFirewallGroup" && props["active"] === false,
});

/** What is known from the server alone, as far as it is: the engine asks about outputs when it has all of them. */
const othersRules: Examine = (handler, props) => ({
  rules: {},
  unmanaged: rulesOutside(
    storedRulesOf(handler, known(props, "unmanagedRules") ?? sealedIn(props)["unmanagedRules"]) ?? {},
    keptIn(handler, props),
  ),
  isOff: false,
});

const keptIn = (handler: HandlerName, props: Props): Rules =>
  handler === "e24cloudFirewallGroup" ? (storedRulesOf(handler, keptDefaultRules(props)) ?? {}) : {};

/** A value that may not be known at a preview, where reading it throws. */
function known(props: Props, name: string): unknown {
  try {
    return props[name];
  } catch {
    return undefined;
  }
}

const sealedIn = (props: Props): Props => sealedOutputs({ [FORMER_SECRETS]: known(props, FORMER_SECRETS) });

function problems({ type, name, props }: Subject, kind: FindingKind, examine: Examine): string[] {
  const handler = handlerOf(type);
  if (handler === undefined) return [];
  const isSecret = isFields(known(props, FORMER_SECRETS)) || hasSecretRules(props);
  const { rules, unmanaged, isOff } = examine(handler, props);
  const keyed = (some: Rules, isUnmanaged: boolean) =>
    Object.entries(some).map(([key, rule]) => ({ key, ...rule, isUnmanaged }));
  return lintFilter({ rules: [...keyed(rules, false), ...keyed(unmanaged, true)], isOff })
    .filter((finding) => finding.kind === kind)
    .map(({ message }) => (isSecret ? `${name}: ${findingKinds[kind].text}` : `${name}: ${message}.`));
}
