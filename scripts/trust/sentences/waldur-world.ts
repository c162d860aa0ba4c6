import { startWaldurSandbox, type WaldurSandboxOptions } from "../../../sandbox/waldur";
import { securityGroup } from "../../../provider/waldur/security-group/definition";
import { EngineRuns } from "../../../test/provider/engine-runs";
import { crudFor, ManagedResource, settingsFor } from "../../../test/provider/waldur/sandbox";
import { UNNAMED } from "./judge/packet";
import { neutronRule, type NeutronFields } from "./judge/live-rules";
import { isIPv6, isNetwork, type RuleSpec } from "./rule-spec";
import type { Subject, World } from "./world";

const OTHERS = ["app", "db"];
/** What the judge calls the group that is judged. */
const SELF = "self";

export async function waldurWorld(options: WaldurSandboxOptions): Promise<World> {
  const sandbox = await startWaldurSandbox({ delay: 0, openstackCallTime: 0, workers: null, ...options });
  const { edits, log, tenantUuid } = sandbox;
  edits.changeTenant(tenantUuid, { quotas: { security_group_count: -1, security_group_rule_count: -1 } });
  const post = async (name: string): Promise<string> => {
    const url = new URL(`openstack-tenants/${tenantUuid}/create_security_group/`, sandbox.apiUrl);
    const headers = { authorization: `Token ${sandbox.token}`, "content-type": "application/json" };
    const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify({ name, rules: [] }) });
    return ((await answer.json()) as { uuid: string }).uuid;
  };
  const others = new Map<string, string>();
  for (const name of OTHERS) others.set(name, await post(name));
  await sandbox.idle();
  const neutronIds = new Map([...others].map(([name, uuid]) => [edits.group(uuid).id, name]));
  const instance = edits.createInstance({ name: "server", tenant: tenantUuid });
  let count = 0;

  async function begin(adopted: readonly RuleSpec[] | undefined): Promise<Subject> {
    const name = `web${(count += 1)}`;
    const runs = new EngineRuns();
    const settings = settingsFor(sandbox, { "waldur:pollInterval": "0.002" });
    const resource = new ManagedResource(crudFor(settings, securityGroup(runs)), name);
    const found = () => edits.groups(tenantUuid).find((group) => group.name === name);
    const nameOf = (id: string) => (id === found()?.id ? SELF : (neutronIds.get(id) ?? id));
    const judged = (rules: readonly NeutronFields[]) => rules.map((rule) => neutronRule(rule, nameOf));
    const own = () => found() ?? edits.createGroup({ name, tenant: tenantUuid });
    const add = async (rule: RuleSpec) => {
      const { id } = own();
      try {
        edits.addRule(
          id,
          neutronFields(rule, (group) => (group === SELF ? id : (others.get(group) ?? ""))),
        );
      } catch {
        // The group has such a rule.
      }
      await edits.backgroundPull(tenantUuid);
    };
    if (adopted !== undefined) {
      edits.removeRules(own().id, {});
      for (const rule of adopted) await add(rule);
      await edits.backgroundPull(tenantUuid);
    }
    let watched: NeutronFields[] = [];
    const rulesOf = (specs: readonly RuleSpec[]) => specs.map((spec) => programRule(spec, others));
    return {
      resource,
      name,
      rulesOf,
      judgedOf: (specs) =>
        specs.map((spec) =>
          neutronRule({ id: "", ...neutronFields(spec, (group) => group) }, (group) => group),
        ),
      argsOf: ({ rules, description, requireGapFree, lint }) => ({
        ...(rules && { rules: rulesOf(rules) }),
        name,
        description,
        requireGapFree,
        lint,
        ...(adopted !== undefined && { adopt: true }),
        timeouts: { create: "20s", update: "20s", delete: "20s" },
      }),
      live: () => {
        const group = found();
        return group && judged(group.rules);
      },
      isOn: () => true,
      watch() {
        watched = [...(found()?.rules ?? [])];
        log.clear();
      },
      steps() {
        const rules = new Map(watched.map((rule) => [rule.id, rule]));
        const id = found()?.id;
        const changes = log
          .entries({ level: "openstack", path: "security-group-rules" })
          .filter((entry) => entry.applied === true && entry.group === id);
        return [
          judged(watched),
          ...changes.map(({ method, rule }) => {
            const changed = rule as NeutronFields;
            if (method === "DELETE") rules.delete(changed.id);
            else rules.set(changed.id, changed);
            return judged([...rules.values()]);
          }),
        ];
      },
      add,
      async addUnknown() {
        try {
          edits.addRule(own().id, { protocol: "zzz" });
        } catch {
          // It has one.
        }
        await edits.backgroundPull(tenantUuid);
      },
      async remove(which) {
        const rules = found()?.rules ?? [];
        const rule = rules[which % Math.max(rules.length, 1)];
        if (rule) edits.removeRules(own().id, { id: rule.id });
        await edits.backgroundPull(tenantUuid);
      },
      ofServer: () => [],
      async end() {
        await resource.destroy().catch(() => undefined);
        const left = found();
        if (left) edits.deleteGroup(left.id);
        await edits.backgroundPull(tenantUuid);
      },
    };
  }

  return {
    cloud: "waldur",
    groups: [...OTHERS, SELF, UNNAMED],
    env: { WALDUR_API_URL: sandbox.apiUrl, WALDUR_ACCESS_TOKEN: sandbox.token, WALDUR_TENANT: tenantUuid },
    server: instance.uuid,
    byServer: [],
    groupOf: (subject) => {
      const words = new Map<string, string>([
        ["this group", SELF],
        ["self", SELF],
        [SELF, SELF],
      ]);
      for (const [name, uuid] of others) words.set(name, name).set(uuid, name);
      words.set(subject.name, SELF);
      const { state } = subject.resource;
      if (state) words.set(state.id, SELF);
      return (text) => words.get(text);
    },
    idOf: (group) => others.get(group) ?? group,
    begin,
    close: () => sandbox.close(),
  };
}

function programRule(spec: RuleSpec, others: ReadonlyMap<string, string>) {
  const { egress, service, peer } = spec;
  const { protocol, ports, icmp } = service;
  return {
    direction: egress ? "egress" : "ingress",
    ...(protocol && { protocol }),
    ...(ports && { ports: `${ports[0]}-${ports[1]}` }),
    ...(icmp && { icmpType: icmp[0], ...(icmp[1] !== undefined && { icmpCode: icmp[1] }) }),
    ...(isNetwork(spec)
      ? { cidr: peer }
      : { remoteGroup: others.get(peer) ?? SELF, ethertype: isIPv6(spec) ? "IPv6" : "IPv4" }),
  };
}

function neutronFields(spec: RuleSpec, idOf: (group: string) => string) {
  const { egress, service, peer } = spec;
  const { protocol, ports, icmp } = service;
  return {
    direction: egress ? ("egress" as const) : ("ingress" as const),
    ethertype: isIPv6(spec) ? ("IPv6" as const) : ("IPv4" as const),
    protocol: protocol === "gre" ? "47" : (protocol ?? null),
    port_range_min: ports?.[0] ?? icmp?.[0] ?? null,
    port_range_max: ports?.[1] ?? icmp?.[1] ?? null,
    remote_ip_prefix: isNetwork(spec) ? peer : null,
    remote_group_id: isNetwork(spec) ? null : idOf(peer),
  };
}
