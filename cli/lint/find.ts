import { type Finding, type FindingKind, lintFilter } from "../../provider/traffic/lint";
import { filterOf, type Group, namesOf, readableKey } from "../groups/group";

/** Something questionable about a rule of a group. */
export interface GroupFinding extends Finding {
  readonly group: Group;
}

/** What is questionable in some groups. */
export function lintGroups(groups: readonly Group[], ignored: readonly FindingKind[] = []): GroupFinding[] {
  const nameOf = namesOf(groups);
  return groups.flatMap((group) => {
    const filter = filterOf(group);
    const rules = filter.rules.map((rule) => ({ ...rule, key: readableKey(rule.key, nameOf) }));
    return lintFilter({ ...filter, rules })
      .filter(({ kind }) => !ignored.includes(kind))
      .map((finding) => ({ ...finding, group }));
  });
}
