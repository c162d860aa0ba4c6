import { takenNameText } from "../../../kit/naming/taken-name";
import type { Props } from "../../../kit/handlers";
import { isUnknown } from "../../../rules/unknowns";
import { nameText } from "../../../text/printable";
import { unreadableText } from "../../api/group-reader";
import type { Group } from "../../api/group";
import { isEmptyGroup, namedGroups, reportedNames } from "../empty-group";
import { type AccountPreview, accountPreview, type E24cloudCheck } from "./account-preview";

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
  return { notes: [takenNameText("account", ids, ", the old group is deleted afterwards")] };
}
