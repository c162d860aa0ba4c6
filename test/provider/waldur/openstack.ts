import type { Traffic } from "../../../provider/traffic/traffic";
import { covers, intersection, type TrafficSet } from "../../../provider/traffic/set";
import { protocolFor } from "../../../provider/waldur/rule/args";
import { ruleTraffic } from "../../../provider/waldur/rule/traffic";
import type { NeutronRule, WaldurSandbox } from "../../../sandbox/waldur";

/** What OpenStack lets through by one of its rules. */
export function neutronTraffic(rule: NeutronRule): Traffic[] {
  const { direction, ethertype } = rule;
  const anywhere = ethertype === "IPv6" ? "::/0" : "0.0.0.0/0";
  return ruleTraffic({
    direction,
    ethertype,
    protocol: protocolFor(ethertype, rule.protocol ?? ""),
    fromPort: rule.port_range_min ?? undefined,
    toPort: rule.port_range_max ?? undefined,
    cidr: rule.remote_group_id === null ? (rule.remote_ip_prefix ?? anywhere) : undefined,
    remoteGroup: rule.remote_group_id ?? undefined,
  });
}

/** Watches the rules of one group in OpenStack, step by step, from now on. */
export class OpenStackWatch {
  private readonly before: NeutronRule[];

  constructor(
    private readonly sandbox: WaldurSandbox,
    private readonly id: string,
  ) {
    this.before = sandbox.edits.group(id).rules.slice();
    sandbox.log.clear();
  }

  /** How many rules OpenStack made and deleted, and how many lists of rules it took. */
  counts() {
    const { log } = this.sandbox;
    return {
      calls: log.count({ level: "api", method: "POST", path: "set_rules" }),
      created: log.count({ level: "openstack", method: "POST", path: "rules$" }),
      deleted: log.count({ level: "openstack", method: "DELETE", path: "rules/" }),
    };
  }

  /** Whether what was let through before and is let through now was so after every single step. */
  neverUncovered(): boolean {
    const rules = new Map(this.before.map((rule) => [rule.id, rule]));
    const start = trafficOf(rules.values());
    const common = intersection(start, trafficOf(this.sandbox.edits.group(this.id).rules));
    return this.steps().every(({ method, rule }) => {
      if (method === "DELETE") rules.delete(rule.id);
      else rules.set(rule.id, rule);
      return covers(trafficOf(rules.values()), common);
    });
  }

  private steps(): { method: string; rule: NeutronRule }[] {
    return this.sandbox.log
      .entries({ level: "openstack", path: "security-group-rules" })
      .filter(({ applied }) => applied === true)
      .map(({ method, rule }) => ({ method, rule: rule as NeutronRule }));
  }
}

const trafficOf = (rules: Iterable<NeutronRule>): TrafficSet => [...rules].flatMap(neutronTraffic);
