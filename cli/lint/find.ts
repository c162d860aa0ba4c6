import { type Finding, lintFilter } from "../../provider/traffic/lint";
import { DEFAULT_GROUP } from "../../provider/waldur/api/schema";
import { filterOf, type Group, namesOf, readableKey, serversOf } from "../groups/group";
import type { FindingKind } from "./kinds";

/** Something questionable about a group, or a rule of it. */
export interface GroupFinding extends Omit<Finding, "kind"> {
  readonly kind: FindingKind;
  readonly group: Group;
}

/** What is questionable in some groups. */
export function lintGroups(groups: readonly Group[], ignored: readonly FindingKind[] = []): GroupFinding[] {
  const nameOf = namesOf(groups);
  return groups.flatMap((group) => {
    const filter = filterOf(group);
    const rules = filter.rules.map((rule) => ({ ...rule, key: readableKey(rule.key, nameOf) }));
    return [...lintFilter({ ...filter, rules }), ...unused(group)]
      .filter(({ kind }) => !ignored.includes(kind))
      .map((finding) => ({ ...finding, group }));
  });
}

/** OpenStack makes a default group in each tenant and keeps it, whether anything uses it or not. */
const isKept = ({ cloud, name }: Group) => cloud === "waldur" && name === DEFAULT_GROUP;

function unused(group: Group): Omit<GroupFinding, "group">[] {
  if (serversOf(group) !== 0 || isKept(group)) return [];
  const users = group.cloud === "waldur" ? "instance" : "virtual machine";
  return [{ kind: "unused", key: "servers", message: `no ${users} uses it: attach it, or delete it` }];
}
