import type { Control } from "../../control/index";
import type { WaldurSwitches } from "../switches";
import { OpenStackCalls } from "./calls";
import type { Cloud, NeutronGroup } from "./cloud";
import type { Port } from "./ports";
import type { NeutronRule, NeutronRuleValues } from "./rule";

const groupsPath = "/v2.0/security-groups";
const rulesPath = "/v2.0/security-group-rules";
const portsPath = "/v2.0/ports";

/** OpenStack's networking API, as far as Waldur calls it for groups. */
export class Neutron {
  readonly #cloud: Cloud;
  readonly #calls: OpenStackCalls;

  constructor(control: Control<WaldurSwitches>, cloud: Cloud) {
    this.#cloud = cloud;
    this.#calls = new OpenStackCalls(control, "http://127.0.0.1:9696");
  }

  listGroups(project: string): Promise<NeutronGroup[]> {
    return this.#calls.call("GET", groupsPath, { project }, () => this.#cloud.groups(project));
  }

  showGroup(group: string): Promise<NeutronGroup> {
    return this.#calls.call("GET", `${groupsPath}/${group}`, { group }, () => this.#cloud.group(group));
  }

  createGroup(project: string, named: { name: string; description: string }): Promise<NeutronGroup> {
    return this.#calls.call("POST", groupsPath, { project, ...named }, (detail) => {
      const created = this.#cloud.createGroup(project, named);
      detail["group"] = created.id;
      return created;
    });
  }

  updateGroup(group: string, named: { name: string; description: string }): Promise<NeutronGroup> {
    const path = `${groupsPath}/${group}`;
    return this.#calls.call("PUT", path, { group, ...named }, () => this.#cloud.updateGroup(group, named));
  }

  deleteGroup(group: string): Promise<void> {
    const path = `${groupsPath}/${group}`;
    return this.#calls.call("DELETE", path, { group }, () => this.#cloud.deleteGroup(group));
  }

  createRule(group: string, rule: NeutronRuleValues): Promise<NeutronRule> {
    return this.#calls.call("POST", rulesPath, { group, rule }, (detail) => {
      const created = this.#cloud.createRule(group, rule);
      detail["rule"] = created;
      return created;
    });
  }

  deleteRule(group: string, rule: NeutronRule): Promise<NeutronRule> {
    const path = `${rulesPath}/${rule.id}`;
    return this.#calls.call("DELETE", path, { group, rule }, () => this.#cloud.deleteRule(rule.id));
  }

  listPorts(group: string): Promise<Port[]> {
    return this.#calls.call("GET", portsPath, { group }, () => this.#cloud.ports.ofGroup(group));
  }

  showPort(port: string): Promise<Port> {
    return this.#calls.call("GET", `${portsPath}/${port}`, { port }, () => this.#cloud.ports.get(port));
  }

  createPort(project: string): Promise<Port> {
    return this.#calls.call("POST", portsPath, { project }, () =>
      this.#cloud.ports.create({ project_id: project, device_id: "", device_owner: "", security_groups: [] }),
    );
  }

  deletePort(port: string): Promise<void> {
    return this.#calls.call("DELETE", `${portsPath}/${port}`, { port }, () => this.#cloud.ports.delete(port));
  }

  /** Makes groups those of a port. */
  setGroups(port: string, groups: readonly string[]): Promise<Port> {
    return this.#calls.call("PUT", `${portsPath}/${port}`, { groups }, () => {
      for (const group of groups) this.#cloud.group(group);
      return this.#cloud.ports.set(port, groups);
    });
  }

  detach(group: string, port: Port): Promise<Port> {
    const path = `${portsPath}/${port.id}`;
    return this.#calls.call("PUT", path, { group }, () => this.#cloud.ports.remove(port.id, group));
  }
}
