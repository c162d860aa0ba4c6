import { note, type Shell } from "../shell";
import { type SourceFlags, stackOf } from "../source/flags";
import { readState, type ResourceInState } from "../source/state";
import type { Group } from "./group";

/** What commands show of a live group, as outputs in state call it. */
const SHOWN = ["rules", "unmanagedRules", "name", "description", "virtualMachines", "users", "resources"];

/** What a stack calls the groups of which its state keeps something secret that commands show, by the groups' ids. */
export type SecretGroups = ReadonlyMap<string, string>;

export function secretGroups(resources: readonly ResourceInState[]): SecretGroups {
  const secret = resources.filter((one) =>
    SHOWN.some((output) => one.secret.has(output) && !isElsewhere(one, output)),
  );
  return new Map(secret.map(({ id, title }) => [id, title]));
}

/** Rules of a group that another resource may set, which has its own place in state. */
const isElsewhere = ({ handler, outputs }: ResourceInState, output: string) =>
  handler === "waldurSecurityGroup" && output === "unmanagedRules" && outputs["rules"] === undefined;

/** What the state of a stack says about live groups. */
export interface StackNames {
  readonly secret: SecretGroups;
  /** What the program calls groups, by their ids. */
  readonly names: ReadonlyMap<string, string>;
}

/** The same of the stack that the options name, if one is. No group is secret where secrets are to be shown. */
export async function stackNames(flags: SourceFlags): Promise<StackNames> {
  const stack = stackOf(flags);
  const resources = stack === undefined ? [] : await readState(stack);
  return {
    secret: flags.showSecrets === true ? new Map() : secretGroups(resources),
    names: new Map(resources.map(({ id, title }) => [id, title])),
  };
}

/** Those of the stack that the options name; none where secrets are to be shown, or where no stack is named. */
export async function secretGroupsOf(flags: SourceFlags): Promise<SecretGroups> {
  return flags.showSecrets === true ? new Map() : (await stackNames(flags)).secret;
}

/** Live groups without those that are secret in the stack, which it gets. */
export function withoutSecret(
  groups: readonly Group[],
  secret: SecretGroups,
  shell: Shell,
): readonly Group[] {
  for (const { id } of groups) {
    const title = secret.get(id);
    if (title !== undefined) {
      note(shell, `${title} is left out: it has secrets in the stack's state. Add --show-secrets to see it.`);
    }
  }
  return groups.filter(({ id }) => !secret.has(id));
}
