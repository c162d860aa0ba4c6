import * as pulumi from "@pulumi/pulumi";
import type { PartOf } from "../rules/codec";
import { secretNames } from "../kit/secrets/secret-names";

/** The arguments of a resource that hold secrets; undefined where there are none. */
export const secretInputsOf = (props: pulumi.Inputs, partOf: PartOf): Promise<string[] | undefined> =>
  secretNames(props, { isSecret, isWhole: isPending, partOf });

const isPending = (value: unknown) => pulumi.Output.isInstance(value) || value instanceof Promise;

async function isSecret(value: unknown): Promise<boolean> {
  if (typeof value !== "object" || value === null || pulumi.Resource.isInstance(value)) return false;
  return pulumi.isSecret(pulumi.output(value));
}
