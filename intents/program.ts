import * as pulumi from "@pulumi/pulumi";
import { rpcKeepAlive } from "@pulumi/pulumi/runtime/settings";
import { referencesOf, storedOutput } from "../provider/engine/program";
import { handlerOf } from "../provider/kit/resource-types";
import { FORMER_SECRETS } from "../provider/kit/secrets";
import { nameInUrn } from "../provider/kit/program-context";
import { containsUnknown, isUnknown } from "../provider/rules/rule-map";
import type { Registered } from "./registered";

/** Part of the SDK, though not of its types. */
interface WithChildren {
  readonly __childResources?: ReadonlySet<pulumi.Resource>;
}

const childrenOf = (resource: object): readonly pulumi.Resource[] => [
  ...(("__childResources" in resource ? (resource as WithChildren).__childResources : undefined) ?? []),
];

/** A resource and all that is below it. */
export function withDescendants(resource: pulumi.Resource): pulumi.Resource[] {
  return [resource, ...childrenOf(resource).flatMap(withDescendants)];
}

const typeOf = (resource: object) => ("__pulumiType" in resource ? String(resource.__pulumiType) : "");

/** Whether a resource is one of this package, of either provider mode. */
export const isOurs = (resource: pulumi.Resource) => handlerOf(typeOf(resource)) !== undefined;

/**
 * The resources of this package that a program has, as they are registered: with what transforms have changed, and with what
 * checks have made of it. Waits for each of them, and holds none of them back.
 * @param named those that are asked about, of a program that has no stack, as in a unit test
 */
export async function registeredResources(
  named: readonly pulumi.Resource[],
): Promise<ReadonlyMap<pulumi.Resource, Registered>> {
  const stack = pulumi.runtime.getStackResource();
  // By then a program has made all resources that it does not make after waiting for something else.
  await finished(stack);
  const found = new Map<pulumi.Resource, Registered>();
  for (;;) {
    const all = [
      ...new Set([...(stack === undefined ? [] : withDescendants(stack)), ...named.flatMap(withDescendants)]),
    ];
    const news = all.filter((one) => isOurs(one) && !found.has(one));
    if (news.length === 0) return found;
    const read = await Promise.all(news.map(async (one) => [one, await registered(one)] as const));
    for (const [resource, one] of read) found.set(resource, one);
  }
}

async function finished(stack: pulumi.Resource | undefined): Promise<void> {
  const outputs: unknown = stack && Reflect.get(stack, "outputs");
  if (typeof outputs === "object" && outputs !== null && isPartlyKnown(outputs)) await outputs.promise(true);
}

/** Outputs that say what a group lets through, and what a server has. */
const READ = [
  "rules",
  "unmanagedRules",
  FORMER_SECRETS,
  "active",
  "state",
  "defaultRules",
  "unfinished",
  "securityGroup",
  "securityGroups",
  "virtualMachines",
  "instance",
  "port",
  "loadBalancer",
  "targetName",
  "exclusive",
];

async function registered(resource: pulumi.Resource): Promise<Registered> {
  const [urn, id, ...values] = await Promise.all([
    valueOf(resource.urn),
    valueOf(Reflect.get(resource, "id")),
    ...READ.map(async (name) => [name, await valueOf(storedOutput(resource, name))] as const),
  ]);
  const secret = await Promise.all(
    ["rules", "unmanagedRules"].map((name) => isSecret(storedOutput(resource, name))),
  );
  const props = Object.fromEntries(values.filter(([, value]) => value !== undefined));
  return {
    type: typeOf(resource),
    title: nameInUrn(String(urn)),
    id: typeof id === "string" && !isUnknown(id) && id !== "" ? id : undefined,
    props:
      pulumi.runtime.getEngine() === undefined && props["unmanagedRules"] === undefined
        ? { ...props, unmanagedRules: {} }
        : props,
    isSecret: props[FORMER_SECRETS] !== undefined || secret.includes(true),
    references: referencesOf(resource),
  };
}

const isSecret = async (output: unknown) => pulumi.Output.isInstance(output) && pulumi.isSecret(output);

/** Part of the SDK, though not of its types: the value with what is not known inside. */
interface PartlyKnown {
  promise(withUnknowns: boolean): Promise<unknown>;
}

const isPartlyKnown = (output: object): output is PartlyKnown => "promise" in output;

/** The value of an output, whether secret or not, with the engine's own word for each part that is not known. */
export async function valueOf(output: unknown): Promise<unknown> {
  if (typeof output !== "object" || output === null || !isPartlyKnown(output)) return output;
  return pulumi.runtime.serializeProperty("an output", await output.promise(true));
}

/** Whether a value is known as a whole. */
export const isKnown = (value: unknown) => value !== undefined && !containsUnknown(value);

/** Does something whose failure is the program's. The engine hears of it before it counts the program as finished. */
export function partOfProgram(work: () => Promise<void>): void {
  const done = rpcKeepAlive();
  // An unhandled rejection fails the program; it is detected after a turn of the event loop.
  void work().finally(() => setImmediate(() => setImmediate(done)));
}
