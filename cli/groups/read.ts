import { SecurityGroupsError } from "../../provider/errors";
import { note, type Shell, withProgress } from "../shell";
import { requireClouds } from "../source/accounts";
import { type SourceFlags, stackOf } from "../source/flags";
import { readSettings } from "../source/settings";
import type { StackRef } from "../source/pulumi";
import { readState, type ResourceInState } from "../source/state";
import type { Group } from "./group";
import { groupsInState } from "./in-state";
import { liveGroups } from "./live";
import { stackNames, withoutSecret } from "./secret-groups";

/** The groups that the options mean: those of the stack, else the live ones. What is left out is reported on stderr. */
export async function readGroups(flags: SourceFlags, shell: Shell): Promise<readonly Group[]> {
  const stack = stackOf(flags);
  if (stack === undefined || flags.live === true) return readLive(flags, shell);
  return shownGroups(await readResources(stack, shell), flags, shell);
}

/** The resources of a stack, as its state has them. */
export const readResources = (stack: StackRef, shell: Shell): Promise<ResourceInState[]> =>
  withProgress(shell, `Reading the state of ${stack.stack}`, () => readState(stack));

/** The groups among the resources of a stack that the options mean. What is left out is reported on stderr. */
export function shownGroups(
  resources: readonly ResourceInState[],
  flags: SourceFlags,
  shell: Shell,
): readonly Group[] {
  const { groups, hidden } = groupsInState(resources, flags);
  for (const title of hidden)
    note(shell, `${title} is left out: its rules are secret. Add --show-secrets to see them.`);
  return groups.filter(({ cloud }) => flags.cloud === undefined || cloud === flags.cloud);
}

async function readLive(flags: SourceFlags, shell: Shell): Promise<readonly Group[]> {
  const [config, { secret, names }] = await Promise.all([readSettings(flags), stackNames(flags)]);
  const lists = requireClouds(config, flags.cloud).map((cloud) =>
    withProgress(shell, `Listing the groups at ${cloud}`, () => liveGroups(cloud, config)),
  );
  const groups = (await Promise.all(lists)).flat();
  const named = groups.map((group) => ({ ...group, programName: names.get(group.id) }));
  return withoutSecret(named, secret, shell);
}

/**
 * The group that a word means: the one of that title, name, name in the program or id.
 * @throws {SecurityGroupsError} where it means none, or several
 */
export function theGroup(groups: readonly Group[], word: string): Group {
  const isMeant = ({ title, name, programName, id }: Group) =>
    [title, name, programName, id].includes(word) || id === word.toLowerCase().replaceAll("-", "");
  const [only, ...others] = groups.filter(isMeant);
  if (only === undefined) throw new SecurityGroupsError(`there is no group "${word}"${nearTo(groups, word)}`);
  if (others.length === 0) return only;
  const ids = [only, ...others].map(({ id, cloud }) => `${id} (${cloud})`).join(", ");
  throw new SecurityGroupsError(`several groups are called "${word}": use an id: ${ids}`);
}

/** More would hide the sentence. */
const MOST_NAMED = 12;

function nearTo(groups: readonly Group[], word: string): string {
  if (groups.length === 0) return ": there are no groups";
  const near = groups.filter(({ title }) => title.toLowerCase().includes(word.toLowerCase()));
  const named = (near.length > 0 ? near : groups).slice(0, MOST_NAMED).map(({ title }) => `"${title}"`);
  const more =
    groups.length > MOST_NAMED && near.length === 0 ? ` and ${groups.length - MOST_NAMED} more` : "";
  return `: there are ${named.join(", ")}${more}`;
}
