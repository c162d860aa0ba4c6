import type { Props } from "../../kit/handlers";
import { isUnknown } from "../../rules/rule-map";
import { type Spared, type Wanted, PREVIEW_TIMEOUT, PreviewLists } from "../../run/resources";
import { takenNameText } from "../../kit/program-context";
import { nameText } from "../../text/printable";
import { unreadableText } from "../api/group-reader";
import type { Group } from "../api/group";
import { isEmptyGroup, namedGroups, reportedNames } from "./state";
import { perOwner } from "../../run/run";
import { causeText } from "../../text/failure-text";
import { causeOf, type E24cloudCheck, type E24cloudWork, type E24cloudSession } from "../api/session";
import { SecurityGroupsError } from "../../errors";
import type { FirewallGroupInputs } from "./inputs";

/** Ids are unique among all groups, and one group may be reached at the addresses of several regions. */
export const ownedGroup = (id: string) => `e24cloud group ${id.toLowerCase()}`;

/** A group that existed before. */
export const groupTakenOver = (id: string): Wanted => ({
  thing: ownedGroup(id),
  both: `adopt the group ${id}`,
  remedy: "let one of them adopt it",
});

const hasValue = (value: unknown): value is string => typeof value === "string" && !isUnknown(value);

/**
 * What two resources of a program cannot both have: one name in an account, one group. They would undo each
 * other's work at every `up`, and their groups could not be distinguished. What is not known yet is not compared.
 *
 * @param account names it among all others
 */
export function wantedGroup(account: string, { name, adopt }: Props): Wanted[] {
  // Groups of one name are distinguished by their ids where these are given.
  if (hasValue(adopt)) return [groupTakenOver(adopt)];
  if (!hasValue(name)) return [];
  const both = `want the name "${name}" in one account`;
  return [{ thing: `name ${name} in ${account}`, both, remedy: "give one of them another name" }];
}

/** A delete leaves a group to another resource of this run that has it. */
export const sparedGroup = (id: string): Spared => ({
  things: [ownedGroup(id)],
  text: ({ title }) => `the group stays: ${title} has it in this run`,
});

/** What a new group meets in its account. */
export interface Existing {
  /** The group that it adopts, and the others of the account. */
  readonly adopted?: Group;
  readonly others?: readonly Group[];
  /** Sentences about the resource, without the full stop. */
  readonly notes: readonly string[];
  /** The empty group of its name that it will use. */
  readonly uses?: Group;
}

const NOTHING: Existing = { notes: [] };

/**
 * Checks for existing groups before a group is created or adopted. It reads the list once a run, and a server that
 * does not answer never fails a preview.
 */
export async function findExisting(work: E24cloudCheck, inputs: Props): Promise<Existing> {
  const { name, adopt } = inputs;
  if (typeof name !== "string" || [name, adopt].some(isUnknown)) return NOTHING;
  const preview = await accountPreview(work);
  if (preview === undefined) return NOTHING;
  return adopt === undefined ? checkName(work, preview, name) : checkAdopted(preview, name, adopt);
}

/** A group that is in state as the account has it now, and the others of the account. */
export interface LiveGroup {
  readonly group: Group;
  readonly others: readonly Group[];
}

/** Undefined where the group cannot be read. */
export async function liveGroup(work: E24cloudCheck, id: string): Promise<LiveGroup | undefined> {
  const preview = await accountPreview(work);
  const listed = preview?.groups.find((group) => group.id === id);
  if (preview === undefined || listed === undefined) return undefined;
  const group = await preview.whole(listed);
  if (group === undefined || group.unreadable.length > 0) return undefined;
  return { group, others: preview.groups.filter((other) => other.id !== id) };
}

async function checkAdopted(
  { groups, whole }: AccountPreview,
  name: string,
  adopt: unknown,
): Promise<Existing> {
  const found = groups.filter((group) => (adopt === true ? group.name === name : group.id === adopt));
  const [listed, ...more] = found;
  if (listed === undefined) {
    const none =
      adopt === true
        ? "there is no group of that name to adopt: a new one will be created"
        : `there is no group ${String(adopt)} to adopt`;
    return { notes: [none] };
  }
  if (more.length > 0) {
    const ids = found.map(({ id }) => id).join(", ");
    return { notes: [`there are several groups of that name (${ids}): set adopt to the id of one`] };
  }
  if (listed.name !== name)
    return {
      notes: [
        `group ${listed.id} is named "${nameText(listed.name)}": set name: "${listed.name}" to adopt it`,
      ],
    };
  const adopted = await whole(listed);
  const others = groups.filter(({ id }) => id !== listed.id);
  if (adopted === undefined) return NOTHING;
  return adopted.unreadable.length > 0
    ? { notes: [unreadableText(adopted)] }
    : { notes: [], adopted, others };
}

async function checkName(
  work: E24cloudCheck,
  { groups, whole }: AccountPreview,
  name: string,
): Promise<Existing> {
  const named = groups.filter((group) => group.name === name);
  if (named.length === 0) return NOTHING;
  reportedNames(work.run).add(name);
  const [only, ...more] = await Promise.all(named.map(whole));
  if (only !== undefined && more.length === 0 && isEmptyGroup(only)) {
    namedGroups(work.run).set(name, only.id);
    return { notes: [], uses: only };
  }
  // Names need not be unique here, so a replacement exists next to the old group until that one is deleted.
  const ids = named.map(({ id }) => id);
  return { notes: [takenNameText("account", ids)] };
}

/** What the account has, as a preview needs to know it. */
export interface AccountPreview {
  readonly groups: readonly Group[];
  /** A group with its rules, where the list leaves them out; undefined where it cannot be had. */
  readonly whole: (group: Group) => Promise<Group | undefined>;
}

/** What an update does about names that its preview could not look for. */
const UNSEEN =
  "If the account already has a group with the name of a new one, pulumi up uses it if it is empty; otherwise it creates " +
  "another of that name.";

/** What accounts have, each asked for once a session in one try. */
const accountPreviews = perOwner(({ client: unlimited, reader }: E24cloudSession) => {
  const client = unlimited.within({ patience: 0, timeout: PREVIEW_TIMEOUT });
  const whole = async (group: Group) =>
    group.complete ? group : reader.one(client, group.id).catch(() => undefined);
  const list = async (): Promise<AccountPreview> => ({ groups: await reader.list(client), whole });
  return new PreviewLists(list, (error) => `${causeText(causeOf(error))} ${UNSEEN}`);
});

/** What the account has; undefined where the server does not answer. */
async function accountPreview(work: E24cloudCheck): Promise<AccountPreview | undefined> {
  return accountPreviews(work.session()).of("account", work.print);
}

/** The existing group to adopt: by its id or by its name. Undefined if there is none of that name. */
export async function groupToAdopt(
  { session, client }: E24cloudWork,
  { adopt, name }: FirewallGroupInputs,
): Promise<Group | undefined> {
  if (adopt === undefined) return undefined;
  const groups = await session.reader.list(client);
  if (adopt === true) {
    const [found, ...others] = groups.filter((group) => group.name === name);
    if (others.length === 0) return found;
    const ids = [found, ...others].map((group) => group?.id).join(", ");
    throw new SecurityGroupsError(`several groups have this name: say which by its id in adopt: ${ids}`);
  }
  const group = groups.find(({ id }) => id === adopt) ?? (await session.reader.one(client, adopt));
  if (group === undefined) {
    throw new SecurityGroupsError(
      `there is no group ${adopt} to adopt: set adopt to the id of an existing group, or leave it out to create a new one`,
    );
  }
  if (group.name === name) return group;
  throw new SecurityGroupsError(
    `group ${adopt} is named "${nameText(group.name)}", and e24cloud can't rename groups: set name: "${group.name}" to adopt it`,
  );
}
