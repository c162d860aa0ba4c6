import { randomUUID } from "node:crypto";
import { type E24cloudGroup, startE24cloudSandbox } from "../../../sandbox/e24cloud";
import type { ProfileName } from "../../../sandbox/e24cloud/profiles/profiles";
import { ManagedGroup } from "../../../test/provider/e24cloud/managed-group";
import { EngineRuns } from "../../../test/provider/engine-runs";
import { type E24cloudFields, e24cloudRule } from "./judge/live-rules";
import type { LiveRule } from "./judge/packet";
import type { RuleSpec } from "./rule-spec";
import type { Subject, World } from "./world";

/** What a server lets through that no firewall filters. */
const open: readonly LiveRule[] = (["ingress", "egress"] as const).map((direction) => ({
  id: direction,
  certain: [
    { direction, families: ["IPv4"] },
    { direction, families: ["IPv6"] },
  ],
  perhaps: [],
}));

/** As the product page says: everything out, SSH and DHCP in. */
const byServer: readonly RuleSpec[] = [
  { egress: true, service: {}, peer: "0.0.0.0/0", overIPv6: false },
  { egress: false, service: { protocol: "tcp", ports: [22, 22] }, peer: "0.0.0.0/0", overIPv6: false },
  { egress: false, service: { protocol: "udp", ports: [67, 68] }, peer: "0.0.0.0/0", overIPv6: false },
];

export async function e24cloudWorld(profile: ProfileName): Promise<World> {
  const sandbox = await startE24cloudSandbox({
    profile,
    apiKey: randomUUID(),
    staleReads: 0,
    deleteVisibleReads: 0,
  });
  const { secondWriter, history, virtualMachines } = sandbox;
  const [server = ""] = virtualMachines;
  const other = secondWriter.create("other");
  secondWriter.change(
    other.id,
    "group-add-rule",
    wireRule({
      egress: false,
      service: { protocol: "tcp", ports: [8443, 8443] },
      peer: "10.0.0.0/8",
      overIPv6: false,
    }),
  );
  let count = 0;

  async function begin(adopted: readonly RuleSpec[] | undefined): Promise<Subject> {
    const name = `web${(count += 1)}`;
    const resource = new ManagedGroup(sandbox, { pollInterval: 0.002 }, new EngineRuns(), name);
    const found = () => {
      const groups = secondWriter.groups();
      return (
        groups.find(({ id }) => id === resource.state?.id) ?? groups.find((group) => group.name === name)
      );
    };
    const judged = (rules: readonly E24cloudFields[]) => rules.map(e24cloudRule);
    const own = () => found() ?? secondWriter.create(name);
    const add = async (rule: RuleSpec) => {
      const { id, rules } = own();
      const fields = wireRule(rule);
      const isThere = rules.some((one) =>
        Object.entries(fields).every(([field, value]) =>
          Object.entries(one).some(([key, is]) => key === field && is === value),
        ),
      );
      if (!isThere) secondWriter.change(id, "group-add-rule", fields);
    };
    if (adopted !== undefined) {
      own();
      for (const rule of adopted) await add(rule);
    }
    let watched: readonly LiveRule[] = [];
    // A firewall that is off filters nothing.
    const filters = (group: E24cloudGroup) => (group.active ? judged(group.rules) : open);
    const rulesOf = (specs: readonly RuleSpec[]) => specs.map(programRule);
    return {
      resource,
      name,
      rulesOf,
      judgedOf: (specs) => specs.map((spec) => e24cloudRule({ id: "", ...wireRule(spec) })),
      argsOf: ({ rules, lint, active, defaultRules, guard, keepReachable, server: hasServer }) => ({
        ...(rules && { rules: rulesOf(rules) }),
        name,
        lint,
        active,
        ...(defaultRules && { defaultRules }),
        guard,
        ...(keepReachable && { keepReachable: [{ ports: 22, from: "192.0.2.7" }] }),
        virtualMachines: hasServer ? [server] : [],
        ...(adopted !== undefined && { adopt: true }),
        timeouts: { create: "20s", update: "20s", delete: "20s" },
      }),
      live: () => {
        const group = found();
        return group && judged(group.rules);
      },
      isOn: () => found()?.active === true,
      watch() {
        const group = found();
        watched = group ? filters(group) : [];
        history.clear();
      },
      steps: () => [
        watched,
        ...history.steps(found()?.id).flatMap(({ after }) => (after ? [filters(after)] : [])),
      ],
      add,
      async addUnknown() {
        const { id, rules } = own();
        if (!rules.some(({ protocol }) => protocol === "ALL")) secondWriter.addUnknownRule(id, "ALL");
      },
      async remove(which) {
        const group = own();
        const rule = group.rules[which % Math.max(group.rules.length, 1)];
        if (rule) secondWriter.change(group.id, "group-delete-rule", { rule_id: rule.id });
      },
      ofServer: () =>
        judged(
          secondWriter
            .groups()
            .filter((group) => group.virtualMachines.includes(server))
            .flatMap(({ rules }) => rules),
        ),
      async end() {
        await resource.destroy().catch(() => undefined);
        const left = found();
        if (left) secondWriter.delete(left.id);
        history.clear();
      },
    };
  }

  return {
    cloud: "e24cloud",
    groups: [],
    env: {
      E24CLOUD_ENDPOINT: sandbox.endpoint,
      E24CLOUD_API_KEY: sandbox.apiKey,
      E24CLOUD_API_SECRET: sandbox.apiSecret,
    },
    server,
    byServer: byServer.map((spec) => e24cloudRule({ id: "", ...wireRule(spec) })),
    groupOf: () => () => undefined,
    idOf: (group) => group,
    begin,
    close: () => sandbox.close(),
  };
}

/** The address of a program, where IPv6 would not fit the other one. */
const ownOf = ({ own, peer }: RuleSpec) =>
  own !== undefined && own.includes(":") === peer.includes(":") ? own : undefined;

function programRule(spec: RuleSpec) {
  const { egress, service, peer } = spec;
  const { protocol, ports, icmp } = service;
  const own = ownOf(spec);
  const [far, near] = egress ? ["dstAddress", "srcAddress"] : ["srcAddress", "dstAddress"];
  return {
    direction: egress ? "OUT" : "IN",
    ...(protocol && { protocol }),
    ...(ports && { ports: `${ports[0]}-${ports[1]}` }),
    ...(icmp && { icmpType: icmp[0], ...(icmp[1] !== undefined && { icmpCode: icmp[1] }) }),
    [far ?? ""]: peer,
    ...(own && { [near ?? ""]: own }),
  };
}

function wireRule(spec: RuleSpec) {
  const { egress, service, peer } = spec;
  const { protocol, ports, icmp } = service;
  const far = peer === "0.0.0.0/0" ? null : peer;
  const near = ownOf(spec) ?? null;
  return {
    direction: egress ? ("OUT" as const) : ("IN" as const),
    protocol: protocol?.toUpperCase() ?? null,
    min_port: ports?.[0] ?? null,
    max_port: ports?.[1] ?? null,
    icmp_type: icmp?.[0] === undefined ? null : String(icmp[0]),
    icmp_code: icmp?.[1] === undefined ? null : String(icmp[1]),
    src_address: egress ? near : far,
    dst_address: egress ? far : near,
  };
}
