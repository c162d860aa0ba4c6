import { type Finding, type FindingKind, lintRules } from "../../provider/core/traffic/lint";
import { type Group, namesOf, readableKey, trafficOf } from "../groups/group";

/** Something questionable about a rule of a group. */
export interface GroupFinding extends Finding {
  readonly group: Group;
}

/** What is questionable in some groups. */
export function lintGroups(groups: readonly Group[], ignored: readonly FindingKind[] = []): GroupFinding[] {
  const nameOf = namesOf(groups);
  return groups.flatMap((group) => {
    const rules = trafficOf(group).map(({ key, traffic }) => ({ key: readableKey(key, nameOf), traffic }));
    return lintRules(rules)
      .filter(({ kind }) => !ignored.includes(kind))
      .map((finding) => ({ ...finding, group }));
  });
}
