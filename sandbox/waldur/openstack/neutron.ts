import { setTimeout as sleep } from "node:timers/promises";
import type { Call, Control } from "../../control/index";
import type { WaldurSwitches } from "../switches";
import type { Cloud, NeutronGroup, Port } from "./cloud";
import { injectedError, OpenStackError } from "./errors";
import type { NeutronRule, NeutronRuleValues } from "./rule";

const groupsPath = "/v2.0/security-groups";
const rulesPath = "/v2.0/security-group-rules";
const portsPath = "/v2.0/ports";
const success: Readonly<Record<string, number>> = { GET: 200, PUT: 200, POST: 201, DELETE: 204 };

/** OpenStack's networking API as Waldur calls it. Each call is in the log, may be slow, and may fail. */
export class Neutron {
  readonly #control: Control<WaldurSwitches>;
  readonly #cloud: Cloud;

  constructor(control: Control<WaldurSwitches>, cloud: Cloud) {
    this.#control = control;
    this.#cloud = cloud;
  }

  listGroups(project: string): Promise<NeutronGroup[]> {
    return this.#call("GET", groupsPath, { project }, () => this.#cloud.groups(project));
  }

  showGroup(group: string): Promise<NeutronGroup> {
    return this.#call("GET", `${groupsPath}/${group}`, { group }, () => this.#cloud.group(group));
  }

  createGroup(project: string, named: { name: string; description: string }): Promise<NeutronGroup> {
    return this.#call("POST", groupsPath, { project, ...named }, (detail) => {
      const created = this.#cloud.createGroup(project, named);
      detail["group"] = created.id;
      return created;
    });
  }

  updateGroup(group: string, named: { name: string; description: string }): Promise<NeutronGroup> {
    const path = `${groupsPath}/${group}`;
    return this.#call("PUT", path, { group, ...named }, () => this.#cloud.updateGroup(group, named));
  }

  deleteGroup(group: string): Promise<void> {
    return this.#call("DELETE", `${groupsPath}/${group}`, { group }, () => this.#cloud.deleteGroup(group));
  }

  createRule(group: string, rule: NeutronRuleValues): Promise<NeutronRule> {
    return this.#call("POST", rulesPath, { group, rule }, (detail) => {
      const created = this.#cloud.createRule(group, rule);
      detail["rule"] = created;
      return created;
    });
  }

  deleteRule(group: string, rule: NeutronRule): Promise<NeutronRule> {
    const path = `${rulesPath}/${rule.id}`;
    return this.#call("DELETE", path, { group, rule }, () => this.#cloud.deleteRule(rule.id));
  }

  listPorts(group: string): Promise<Port[]> {
    return this.#call("GET", portsPath, { group }, () => this.#cloud.portsOf(group));
  }

  detach(group: string, port: Port): Promise<Port> {
    const rest = port.security_groups.filter((other) => other !== group);
    const path = `${portsPath}/${port.id}`;
    return this.#call("PUT", path, { group }, () => this.#cloud.updatePort(port.id, rest));
  }

  /** `applied` in the log tells whether the call had its effect, whatever was answered. */
  async #call<T>(
    method: string,
    path: string,
    detail: Record<string, unknown>,
    effect: (detail: Record<string, unknown>) => T,
  ): Promise<T> {
    const { log, faults, delays, settings } = this.#control;
    const call: Call = { level: "openstack", method, path };
    const fault = faults.take(call);
    await delays.wait(call);
    if (settings.current.openstackCallTime > 0) await sleep(settings.current.openstackCallTime);

    let applied = false;
    let status = success[method] ?? 200;
    try {
      if (fault?.when === "before") throw injectedError(fault.answer);
      const result = effect(detail);
      applied = true;
      if (fault) throw injectedError(fault.answer);
      return result;
    } catch (error) {
      status = error instanceof OpenStackError ? error.status : 500;
      throw error;
    } finally {
      log.add({ ...call, status, applied, ...detail });
    }
  }
}
