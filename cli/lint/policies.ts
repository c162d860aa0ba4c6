import type { EnforcementLevel, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import type { HandlerName } from "../../provider/core/pulumi/handler-names";
import { handlerOf } from "../../provider/core/pulumi/resource-types";
import { secretsOf } from "../../provider/core/pulumi/secrets/secret-inputs";
import { type Finding, type FindingKind, lintRules } from "../../provider/core/traffic/lint";
import { storedRulesOf } from "../groups/stored-rules";
import { findingKinds, kindNames } from "./kinds";

export type { FindingKind } from "../../provider/core/traffic/lint";

/** What becomes of findings. */
export interface PolicyOptions {
  /** Findings that stop an update. @default none: all are told */
  readonly forbid?: readonly FindingKind[];
  /** Findings that nobody is told of. @default none */
  readonly ignore?: readonly FindingKind[];
}

/**
 * A policy for each kind of finding of `lint`, over all groups of a stack: for `policies` of a `PolicyPack` of
 * `@pulumi/policy`. Pulumi's own configuration of policy packs can set the level of each, by its name.
 *
 * @example
 * new PolicyPack("firewalls", { policies: lintPolicies({ forbid: ["open-ssh", "open-database"] }) });
 */
export function lintPolicies({ forbid = [], ignore = [] }: PolicyOptions = {}): ResourceValidationPolicy[] {
  const levelOf = (kind: FindingKind): EnforcementLevel =>
    ignore.includes(kind) ? "disabled" : forbid.includes(kind) ? "mandatory" : "advisory";
  return kindNames.map((kind) => ({
    name: kind,
    description: findingKinds[kind].text,
    enforcementLevel: levelOf(kind),
    validateResource: (resource, report) => {
      for (const text of problems(resource, kind)) report(text);
    },
  }));
}

function problems({ type, name, props }: ResourceValidationArgs, kind: FindingKind): string[] {
  const handler = handlerOf(type);
  if (handler === undefined) return [];
  const isSecret = secretsOf(props).some((name) => /^rules\b/.test(name));
  return findings(handler, props)
    .filter((finding) => finding.kind === kind)
    .map(({ message }) => (isSecret ? `${name}: ${findingKinds[kind].text}` : `${name}: ${message}.`));
}

function findings(handler: HandlerName, props: Readonly<Record<string, unknown>>): Finding[] {
  const rules = storedRulesOf(handler, props["rules"]) ?? {};
  return lintRules(Object.entries(rules).map(([key, { traffic }]) => ({ key, traffic })));
}
