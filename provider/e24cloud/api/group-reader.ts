import { SecurityGroupsError } from "../../errors";
import { nameText } from "../../text/printable";
import { type E24cloudClient, mayBeNoSuchRoute } from "./client";
import type { Group, Owner } from "./group";
type Way = "POST" | "GET" | "list";
const WAYS: readonly Way[] = ["POST", "GET", "list"];

/**
 * Reads groups from a server of which it is not known how it lets them be read: the documentation has a read by
 * POST, everything else in this API is read by GET, and older versions of the page list by POST. What worked once is
 * tried first from then on.
 */
export class GroupReader {
  private listMethod: "GET" | "POST" = "GET";
  private way: Way = "POST";

  /** All groups of the account; without their rules in older versions of the API (`complete` is false then). */
  async list(client: E24cloudClient): Promise<Group[]> {
    try {
      return await client.list(this.listMethod);
    } catch (error) {
      if (!mayBeNoSuchRoute(error)) throw error;
      const other = this.listMethod === "GET" ? "POST" : "GET";
      const groups = await client.list(other).catch(() => undefined);
      if (groups === undefined) throw error;
      this.listMethod = other;
      return groups;
    }
  }

  /** A listed group with its rules: one that was listed without them is read by itself. */
  async whole(client: E24cloudClient, group: Group): Promise<Group> {
    return group.complete ? group : ((await this.one(client, group.id)) ?? group);
  }

  /**
   * The group, or undefined where neither a read of its own nor the list has it: a lone 404 may be the route's.
   * @throws {SecurityGroupsError} where only a list has it that leaves out its rules
   */
  async one(client: E24cloudClient, id: string): Promise<Group | undefined> {
    let isListed = false;
    for (const way of new Set([this.way, ...WAYS])) {
      const group = way === "list" ? await this.inList(client, id) : await alone(client, id, way);
      if (group === undefined) continue;
      if (way !== "list" || group.complete) {
        this.way = way;
        return group;
      }
      isListed = true;
    }
    if (!isListed) return undefined;
    throw new SecurityGroupsError(
      `the server lists group ${id} without its rules and refuses to show it alone; try again later`,
    );
  }

  private async inList(client: E24cloudClient, id: string): Promise<Group | undefined> {
    return (await this.list(client)).find((group) => group.id === id);
  }
}

/** @throws {SecurityGroupsError} where something of the group is in a form that cannot be read */
export function requireReadable(group: Group): Group {
  if (group.unreadable.length === 0) return group;
  throw new SecurityGroupsError(unreadableText(group));
}

export const unreadableText = ({ id, name, unreadable }: Group) =>
  `the server shows ${unreadable.join(", ")} of group "${nameText(name)}" (${id}) in a form that cannot be read. Set it to a usual ` +
  "value in e24cloud's panel, and please report it";

async function alone(client: E24cloudClient, id: string, method: "POST" | "GET"): Promise<Group | undefined> {
  try {
    return await client.read(id, method);
  } catch (error) {
    if (mayBeNoSuchRoute(error)) return undefined;
    throw error;
  }
}

/** What a session has to answer that with. */
interface Sources {
  readonly client: E24cloudClient;
  readonly list: () => Promise<readonly Group[]>;
}

/**
 * A server shows an account its own groups only: a group that is missing may be gone, or may be another account's. It counts as
 * gone only where the account of the settings is its owner's, or sees other groups of the same owner.
 */
export class AccountVisibility {
  private user: Promise<string | undefined> | undefined;

  constructor(private readonly sources: Sources) {}

  /**
   * @param owner of the group, as state has it
   * @throws {SecurityGroupsError} where a group that does not show may be another account's
   */
  async requireGone(id: string, owner: Owner | undefined): Promise<void> {
    if (owner !== undefined && ((await this.userId()) === owner.id || (await this.showsGroupOf(owner))))
      return;
    const whose =
      owner === undefined ? "the account that created it" : `its owner, ${owner.name ?? owner.id}`;
    throw new SecurityGroupsError(
      `the server does not show the group ${id} to the account of the settings, which may not be that of ${whose}: so it ` +
        "does not count as deleted. Set e24cloud:apiKey and e24cloud:apiSecret to those of that account, and run pulumi up " +
        "first, since a refresh and a destroy use the settings of the last pulumi up. If the group is really deleted, remove " +
        "it from state with pulumi state delete",
    );
  }

  private async showsGroupOf({ id }: Owner): Promise<boolean> {
    return (await this.sources.list()).some(({ owner }) => owner?.id === id);
  }

  /** Asked for once; undefined where the server does not say. */
  private async userId(): Promise<string | undefined> {
    this.user ??= this.sources.client.userId().catch((error: unknown) => {
      if (mayBeNoSuchRoute(error)) return undefined;
      this.user = undefined;
      throw error;
    });
    return this.user;
  }
}
