import { randomUUID } from "node:crypto";
import { OpenStackError } from "./errors";
import { Ports } from "./ports";
import { duplicateKey, normalized, requireDescription } from "./rule";
import type { NeutronRule, NeutronRuleValues } from "./rule";

export interface NeutronGroup {
  readonly id: string;
  readonly project_id: string;
  readonly name: string;
  readonly description: string;
  readonly rules: readonly NeutronRule[];
}

type Named = Partial<Pick<NeutronGroup, "name" | "description">>;

interface Row {
  readonly id: string;
  readonly project_id: string;
  name: string;
  description: string;
  readonly rules: Map<string, NeutronRule>;
  /** Ids of the rules by what makes two of them the same. */
  readonly keys: Map<string, string>;
  /** Ids of the rules, of this group or another, that name it as remote group. */
  readonly namedBy: Set<string>;
}

/** What OpenStack has, with the rules of its networking service. Changes made here send no notification. */
export class Cloud {
  readonly ports = new Ports();
  readonly #groups = new Map<string, Row>();
  readonly #groupOfRule = new Map<string, Row>();

  readonly #keepsNumbers: () => boolean;

  /**
   * @param projects each gets its `default` group
   * @param keepsNumbers whether protocol 58 stays a number
   */
  constructor(projects: readonly string[], keepsNumbers = () => false) {
    this.#keepsNumbers = keepsNumbers;
    for (const project of projects) {
      const { id } = this.#insert(project, { name: "default", description: "Default security group" });
      for (const ethertype of ["IPv4", "IPv6"] as const)
        this.createRule(id, anyTraffic({ ethertype, direction: "ingress", remote_group_id: id }));
    }
  }

  groups(project?: string): NeutronGroup[] {
    const rows = [...this.#groups.values()];
    return rows.filter((row) => project === undefined || row.project_id === project).map(shown);
  }

  /** @throws OpenStackError (404) */
  group(id: string): NeutronGroup {
    return shown(this.#row(id));
  }

  /** A new group lets everything out. @throws OpenStackError (400, 409) */
  createGroup(project: string, { name = "", description = "" }: Named): NeutronGroup {
    requireNames({ name, description });
    return shown(this.#insert(project, { name, description }));
  }

  /** @throws OpenStackError (400, 404, 409) */
  updateGroup(id: string, named: Named): NeutronGroup {
    requireNames(named);
    const row = this.#row(id);
    Object.assign(row, named);
    return shown(row);
  }

  /** Deletes the group and every rule elsewhere that names it. @throws OpenStackError (404; 409 while a port uses it) */
  deleteGroup(id: string): void {
    const row = this.#row(id);
    if (this.ports.ofGroup(id).length > 0)
      throw new OpenStackError(409, "SecurityGroupInUse", `Security Group ${id} in use.`);
    for (const rule of new Set([...row.rules.keys(), ...row.namedBy])) this.deleteRule(rule);
    this.#groups.delete(id);
  }

  /** @throws OpenStackError (400; 404 for an unknown remote group; 409 for a rule that exists already) */
  createRule(groupId: string, values: NeutronRuleValues): NeutronRule {
    const row = this.#row(groupId);
    const rule = { id: randomUUID(), ...normalized(values, this.#keepsNumbers()) };
    const remote = rule.remote_group_id === null ? undefined : this.#row(rule.remote_group_id);
    if (remote && remote.project_id !== row.project_id) throw notFound(remote.id);
    const key = duplicateKey(rule);
    const existing = row.keys.get(key);
    if (existing !== undefined)
      throw new OpenStackError(
        409,
        "SecurityGroupRuleExists",
        `Security group rule already exists. Rule id is ${existing}.`,
      );
    row.rules.set(rule.id, rule);
    row.keys.set(key, rule.id);
    this.#groupOfRule.set(rule.id, row);
    remote?.namedBy.add(rule.id);
    return rule;
  }

  /** @throws OpenStackError (404) */
  deleteRule(id: string): NeutronRule {
    const row = this.#groupOfRule.get(id);
    const rule = row?.rules.get(id);
    if (!row || !rule)
      throw new OpenStackError(404, "SecurityGroupRuleNotFound", `Security group rule ${id} does not exist`);
    row.rules.delete(id);
    row.keys.delete(duplicateKey(rule));
    this.#groupOfRule.delete(id);
    if (rule.remote_group_id !== null) this.#groups.get(rule.remote_group_id)?.namedBy.delete(id);
    return rule;
  }

  #row(id: string): Row {
    const row = this.#groups.get(id);
    if (!row) throw notFound(id);
    return row;
  }

  #insert(project_id: string, named: Required<Named>): Row {
    const row: Row = {
      id: randomUUID(),
      project_id,
      ...named,
      rules: new Map(),
      keys: new Map(),
      namedBy: new Set(),
    };
    this.#groups.set(row.id, row);
    for (const ethertype of ["IPv4", "IPv6"] as const)
      this.createRule(row.id, anyTraffic({ ethertype, direction: "egress" }));
    return row;
  }
}

/** A copy that later changes leave alone. */
const shown = ({ id, project_id, name, description, rules }: Row): NeutronGroup => ({
  id,
  project_id,
  name,
  description,
  rules: [...rules.values()],
});

const notFound = (id: string) =>
  new OpenStackError(404, "SecurityGroupNotFound", `Security group ${id} does not exist`);

/** @throws OpenStackError: `default` is OpenStack's own name, in any letter case, and a description has its limit */
function requireNames({ name, description }: Named): void {
  if (name?.toLowerCase() === "default")
    throw new OpenStackError(
      409,
      "SecurityGroupDefaultAlreadyExists",
      "Default security group already exists.",
    );
  if (description !== undefined) requireDescription(description);
}

/** A rule that fits everything but what is given. */
function anyTraffic(
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
