import * as pulumi from "@pulumi/pulumi";

/** Who owns the rules of which group: by resource, and by id for each run of a program. */
const byResource = new WeakMap<object, string>();
const byRun = new WeakMap<object, Map<string, string>>();

/**
 * Notes that a resource owns the rules of a group. Two owners would remove each other's rules at every `up`.
 *
 * @param owner how messages call the resource, unique in a program
 * @throws {pulumi.RunError} where another one owns them already; for an id that only `up` knows, then
 */
export function claimRules(group: pulumi.Input<string> | pulumi.CustomResource, owner: string): void {
  if (pulumi.CustomResource.isInstance(group)) {
    refuseTwo(byResource.get(group), owner);
    byResource.set(group, owner);
    return claimRules(group.id, owner);
  }
  pulumi.output(group).apply((id) => {
    const run = pulumi.runtime.getStackResource();
    // Without a stack, as in unit tests with mocks, ids are made up.
    if (run === undefined) return;
    const owners = byRun.get(run) ?? new Map<string, string>();
    refuseTwo(owners.get(id), owner);
    byRun.set(run, owners.set(id, owner));
  });
}

function refuseTwo(one: string | undefined, other: string): void {
  if (one === undefined || one === other) return;
  throw new pulumi.RunError(
    `the rules of one security group have two owners: ${one} and ${other}. Leave rules to one of them.`,
  );
}
