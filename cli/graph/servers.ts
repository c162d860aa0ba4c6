import type { ResourceInState } from "../source/state";

/** The servers that attachments give to groups at Waldur, by the ids of groups. */
export function serversInState(
  resources: readonly ResourceInState[],
): ReadonlyMap<string, readonly string[]> {
  const servers = new Map<string, string[]>();
  for (const { handler, title, outputs } of resources) {
    if (handler !== "waldurSecurityGroupAttachment") continue;
    const { securityGroups, targetName } = outputs;
    const name = typeof targetName === "string" && targetName !== "" ? targetName : title;
    for (const id of Array.isArray(securityGroups) ? securityGroups : [])
      if (typeof id === "string") servers.set(id, [...new Set([...(servers.get(id) ?? []), name])]);
  }
  return servers;
}
