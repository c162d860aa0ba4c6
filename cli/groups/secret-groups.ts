import { note, type Shell } from "../shell";
import { targetKinds } from "../../provider/waldur/api/targets";
import { targetOf } from "../../provider/waldur/security-group-attachment/inputs";
import { type SourceFlags, stackOf } from "../source/flags";
import { readState, type ResourceInState } from "../source/state";
import type { Group } from "./group";

/** What commands show of a live group, as outputs in state call it. */
const SHOWN = ["rules", "unmanagedRules", "name", "description", "virtualMachines", "users", "resources"];

/** The same of an attachment. */
const SHOWN_OF_ATTACHMENT = ["securityGroups", ...targetKinds];

/**
 * What a stack calls the groups of which its state keeps something secret that commands show, by the groups' ids, and its
 * attachments by the ids of their servers.
 */
export type SecretGroups = ReadonlyMap<string, string>;

export function secretGroups(resources: readonly ResourceInState[]): SecretGroups {
  const entries = resources.flatMap((one): [string, string][] => {
    const isAttachment = one.handler === "waldurSecurityGroupAttachment";
    const shown = isAttachment ? SHOWN_OF_ATTACHMENT : SHOWN;
    const isSecret = shown.some((output) => one.secret.has(output) && !isElsewhere(one, output));
    const id = isAttachment ? targetOf(one.outputs)?.id : one.id;
    return isSecret && id !== undefined ? [[id, one.title]] : [];
  });
  return new Map(entries);
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
    if (title !== undefined) noteLeftOut(shell, title);
  }
  return groups.filter(({ id }) => !secret.has(id));
}

export const noteLeftOut = (shell: Shell, title: string): void =>
  note(shell, `${title} is left out: it has secrets in the stack's state. Add --show-secrets to see it.`);
