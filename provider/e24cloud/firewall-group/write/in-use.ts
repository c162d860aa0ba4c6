import { messageOf, SecurityGroupsError } from "../../../errors";
import { type MemberKind, memberKinds } from "../../api/client";
import type { Group } from "../../api/group";
import { foreignIds } from "../members";
import { KIND_WORDS } from "./reconcile-members";

/**
 * Why a group that still has members was not deleted. The server may give any reason, or none: a group with members counts as
 * in use.
 *
 * @returns undefined where nothing is attached
 */
export function inUseError(group: Group, cause: unknown): SecurityGroupsError | undefined {
  const attached = memberKinds
    .map((kind) => ({ kind, ids: foreignIds(group, kind, {}) }))
    .filter(({ ids }) => ids.length > 0);
  if (attached.length === 0) return undefined;
  const what = attached.map(({ kind, ids }) => `${plural(kind, ids.length)} ${ids.join(", ")}`).join(" and ");
  const lists = attached.map(({ kind }) => `${kind}: []`).join(", ");
  return new SecurityGroupsError(
    `the server does not delete it while it is in use, and it still has ${what} (${messageOf(cause)}). Detach them in e24cloud's ` +
      `panel and run pulumi again, or let this resource do it: set exclusiveMembers: true with ${lists}, run pulumi up, and ` +
      "delete the group after that",
    { cause },
  );
}

const plural = (kind: MemberKind, count: number) => `${KIND_WORDS[kind]}${count === 1 ? "" : "s"}`;
