import { SecurityGroupsError } from "../../errors";
import { nameText } from "../../text/printable";
import type { E24cloudClient } from "./client";
import { mayBeNoSuchRoute } from "./refusals";
import type { Group } from "./schema";

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
