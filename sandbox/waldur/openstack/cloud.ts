import { randomUUID } from "node:crypto";
import { OpenStackError } from "./errors";
import { duplicateKey, normalized } from "./rule";
import type { NeutronRule, NeutronRuleValues } from "./rule";

export interface NeutronGroup {
  readonly id: string;
  readonly project_id: string;
  readonly name: string;
  readonly description: string;
  readonly rules: readonly NeutronRule[];
}

/** A network port and the groups that filter it. */
export interface Port {
  readonly id: string;
  readonly security_groups: readonly string[];
}

type Named = Partial<Pick<NeutronGroup, "name" | "description">>;

/** What OpenStack has, with the rules of its networking service. Nobody is told of changes made here. */
export class Cloud {
  readonly #groups = new Map<string, NeutronGroup>();
  readonly #ports = new Map<string, Port>();

  /** @param projects each gets its `default` group */
  constructor(projects: readonly string[]) {
    for (const project of projects) {
      const { id } = this.createGroup(project, { name: "default", description: "Default security group" });
      for (const ethertype of ["IPv4", "IPv6"] as const)
        this.createRule(id, anyTraffic({ ethertype, direction: "ingress", remote_group_id: id }));
    }
  }

  groups(project?: string): NeutronGroup[] {
    return [...this.#groups.values()].filter(
      (group) => project === undefined || group.project_id === project,
    );
  }

  /** @throws OpenStackError (404) */
  group(id: string): NeutronGroup {
    const group = this.#groups.get(id);
    if (group) return group;
    throw new OpenStackError(404, "SecurityGroupNotFound", `Security group ${id} does not exist`);
  }

  /** A new group lets everything out. */
  createGroup(project: string, { name = "", description = "" }: Named): NeutronGroup {
    const id = randomUUID();
    this.#groups.set(id, { id, project_id: project, name, description, rules: [] });
    for (const ethertype of ["IPv4", "IPv6"] as const)
      this.createRule(id, anyTraffic({ ethertype, direction: "egress" }));
    return this.group(id);
  }

  updateGroup(id: string, named: Named): NeutronGroup {
    this.#groups.set(id, { ...this.group(id), ...named });
    return this.group(id);
  }

  /** Deletes the group and every rule elsewhere that names it. @throws OpenStackError (404; 409 while a port uses it) */
  deleteGroup(id: string): void {
    this.group(id);
    if (this.portsOf(id).length > 0)
      throw new OpenStackError(409, "SecurityGroupInUse", `Security Group ${id} in use.`);
    this.#groups.delete(id);
    for (const other of this.groups())
      this.#groups.set(other.id, {
        ...other,
        rules: other.rules.filter((rule) => rule.remote_group_id !== id),
      });
  }

  /** @throws OpenStackError (400; 404 for an unknown remote group; 409 for a rule that is there already) */
  createRule(groupId: string, values: NeutronRuleValues): NeutronRule {
    const group = this.group(groupId);
    const rule = { id: randomUUID(), ...normalized(values) };
    if (rule.remote_group_id !== null && this.group(rule.remote_group_id).project_id !== group.project_id)
      throw new OpenStackError(
        404,
        "SecurityGroupNotFound",
        `Security group ${rule.remote_group_id} does not exist`,
      );
    const existing = group.rules.find((other) => duplicateKey(other) === duplicateKey(rule));
    if (existing)
      throw new OpenStackError(
        409,
        "SecurityGroupRuleExists",
        `Security group rule already exists. Rule id is ${existing.id}.`,
      );
    this.#groups.set(groupId, { ...group, rules: [...group.rules, rule] });
    return rule;
  }

  /** @throws OpenStackError (404) */
  deleteRule(id: string): NeutronRule {
    for (const group of this.groups()) {
      const rule = group.rules.find((candidate) => candidate.id === id);
      if (!rule) continue;
      this.#groups.set(group.id, { ...group, rules: group.rules.filter((other) => other !== rule) });
      return rule;
    }
    throw new OpenStackError(404, "SecurityGroupRuleNotFound", `Security group rule ${id} does not exist`);
  }

  createPort(groups: readonly string[]): Port {
    return this.updatePort(randomUUID(), groups);
  }

  updatePort(id: string, security_groups: readonly string[]): Port {
    const port = { id, security_groups };
    this.#ports.set(id, port);
    return port;
  }

  portsOf(groupId: string): Port[] {
    return [...this.#ports.values()].filter((port) => port.security_groups.includes(groupId));
  }
}

/** A rule that fits everything but what is given. */
export function anyTraffic(
  given: Pick<NeutronRule, "ethertype" | "direction"> & Partial<NeutronRule>,
): NeutronRuleValues {
  return {
    protocol: null,
    port_range_min: null,
    port_range_max: null,
    remote_ip_prefix: null,
    remote_group_id: null,
    description: "",
    ...given,
  };
}
