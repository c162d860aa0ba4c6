import { readFileSync } from "node:fs";
import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { checkIntents, type Finding } from "../../intents/check";
import { inModel, parseIntents } from "../../intents/file";
import { modelOfRegistered, type Registered } from "../../intents/registered";
import { withMissingIds } from "./missing-ids";
import { FORMER_SECRETS, hasSecretRules } from "../../provider/kit/secrets";
import { handlerOf } from "../../provider/kit/resource-types";
import { UNKNOWN } from "../../provider/rules/rule-map";

/**
 * Policies that check the intents of a file over all groups of a stack, in a program of any language: for `policies` of a `PolicyPack` of
 * `@pulumi/policy`. What is broken stops a preview, so that `pulumi up` writes nothing; what only warns, or is not known, is
 * reported.
 *
 * @example
 * new PolicyPack("firewalls", { policies: intentPolicies("intents.yaml") });
 */
export function intentPolicies(file: string): StackValidationPolicy[] {
  const parsed = parseIntents(readFileSync(file, "utf8"), file);
  const check = once((given) => {
    const { resources, unclear } = withMissingIds(given, ({ of }) => of);
    const own = modelOfRegistered(new Map(resources.map((one) => [one.of, one]))).model;
    const { intents, model } = inModel(parsed, own, file);
    return [...unclear].map(unclearId).concat(checkIntents(intents, { usual: model, strict: model }));
  });
  const policy = (name: string, description: string, level: Finding["level"]): StackValidationPolicy => ({
    name,
    description,
    enforcementLevel: level === "error" ? "mandatory" : "advisory",
    validateStack: ({ resources }, report) => {
      const ours = resources.filter(({ type }) => handlerOf(type) !== undefined);
      for (const finding of check(ours.map(registered)))
        if (finding.level === level) report(`${finding.text}.`);
    },
  });
  return [
    policy("intents", "What must never be reachable is not, and what must always be is.", "error"),
    policy("intents-warnings", "The same of intents that only warn, and of what is not known yet.", "warn"),
  ];
}

/** An intent that cannot be judged counts as broken. */
const unclearId = ([id, titles]: readonly [string, readonly string[]]): Finding => ({
  place: "rules",
  intent: id,
  state: "unknown",
  level: "error",
  text:
    `rules name the group ${id}, which may be ${titles.join(" or ")}, whose ids are not in the outputs: ` +
    "pulumi refresh adds them. If a preview of dynamic resources shows this, call intents() in the program instead",
});

interface OfPolicy extends Registered {
  readonly of: PolicyResource;
}

/** The same result while the resources have the same content: each policy gets a copy of them. */
function once(check: (resources: readonly OfPolicy[]) => readonly Finding[]): typeof check {
  let last: { readonly content: string; readonly findings: readonly Finding[] } | undefined;
  return (resources) => {
    const content = JSON.stringify(
      resources.map(({ of, references, ...rest }) => [
        of.urn,
        rest,
        Object.entries(references).map(([name, named]) => [
          name,
          named.map((one): unknown => Reflect.get(one, "urn")),
        ]),
      ]),
    );
    if (last?.content !== content) last = { content, findings: check(resources) };
    return last.findings;
  };
}

function registered(resource: PolicyResource): OfPolicy {
  const { type, name, propertyDependencies } = resource;
  const props = Object.fromEntries(
    Object.keys(resource.props).map((key) => [key, known(resource.props, key)]),
  );
  const references = Object.entries({ ...propertyDependencies }).map(
    ([key, named]) => [key === "instance" ? "target" : key, named] as const,
  );
  const id = props["id"] ?? known(resource.props, "id");
  return {
    of: resource,
    type,
    title: name,
    id: typeof id === "string" && id !== UNKNOWN ? id : undefined,
    props,
    isSecret: props[FORMER_SECRETS] !== undefined || hasSecretRules(props),
    references: Object.fromEntries(references),
  };
}

/** A value with the engine's word for what a preview does not know, which throws where it is read. */
function known(from: Readonly<Record<string, unknown>>, key: string): unknown {
  try {
    return plain(from[key]);
  } catch {
    return UNKNOWN;
  }
}

function plain(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map((_, position) => known({ ...(value as object) }, String(position)));
  if (typeof value !== "object" || value === null) return value;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  return Object.fromEntries(Object.keys(value).map((key) => [key, known(fields, key)]));
}
