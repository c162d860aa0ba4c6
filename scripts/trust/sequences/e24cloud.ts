import { randomUUID } from "node:crypto";
import type { FaultInput } from "../../../sandbox/control";
import { startE24cloudSandbox } from "../../../sandbox/e24cloud";
import { type ProfileName } from "../../../sandbox/e24cloud/profiles/profiles";
import type { Runs } from "../../../provider/run/run";
import { ManagedGroup } from "../../../test/provider/e24cloud/managed-group";
import { EngineRuns } from "../../../test/provider/engine-runs";
import { LONG, type Player } from "./player";

/** Rules as a program writes them, and as the server has them. */
const rules: readonly (readonly [object, string])[] = [
  [{ protocol: "tcp", ports: 443 }, "IN TCP 443-443 any"],
  [{ protocol: "tcp", ports: 2222, srcAddress: "198.51.100.77" }, "IN TCP 2222-2222 198.51.100.77/32"],
  [{ protocol: "tcp", ports: 2222, srcAddress: "10.0.0.0/8" }, "IN TCP 2222-2222 10.0.0.0/8"],
  [{ protocol: "tcp", ports: "20-30", srcAddress: "10.0.0.0/8" }, "IN TCP 20-30 10.0.0.0/8"],
  [{ protocol: "udp", ports: 53, srcAddress: "10.0.0.0/8" }, "IN UDP 53-53 10.0.0.0/8"],
  [{ direction: "out", protocol: "tcp", ports: 443 }, "OUT TCP 443-443 any"],
  [{ protocol: "icmp", icmpType: 8, icmpCode: 0 }, "IN ICMP any any"],
  [{ protocol: "gre" }, "IN GRE any any"],
];

export async function e24cloudPlayer(profile: ProfileName): Promise<Player> {
  const sandbox = await startE24cloudSandbox({ profile, apiKey: randomUUID() });
  const { faults, settings, log, secondWriter, virtualMachines } = sandbox;
  const usual = settings.current.staleReads;
  const runs = new EngineRuns();
  const groupIn = (runs?: Runs) => new ManagedGroup(sandbox, {}, runs);
  const resource = groupIn(runs);
  const named = () => secondWriter.groups().filter(({ name }) => name === "web");
  const own = () => named().find(({ id }) => id === resource.state?.id) ?? named()[0];
  const other = secondWriter.create("somebody's");

  const change = (operation: string, body: object) => {
    const group = own();
    if (group) secondWriter.change(group.id, operation, body);
  };
  const doings: readonly ((which: number) => void)[] = [
    (which) => {
      const rule = own()?.rules[which];
      if (rule) change("group-delete-rule", { rule_id: rule.id });
    },
    (which) => {
      const port = 3000 + which;
      if (own()?.rules.some(({ min_port: other }) => port === other)) return;
      change("group-add-rule", { direction: "IN", protocol: "TCP", min_port: port, max_port: port });
    },
    () => {
      // Twice the same is the same to the package, and stays.
      if (own()?.rules.some(({ min_port: port }) => port === 443)) return;
      change("group-add-rule", { direction: "IN", protocol: "TCP", min_port: 443, max_port: 443 });
    },
    (which) => change("group-detach-vm", { id: virtualMachines[which % virtualMachines.length] }),
    (which) => {
      const group = own();
      if (which === 0 && group) secondWriter.delete(group.id);
    },
    (which) => {
      if (which === 0 && named().length === 0) secondWriter.create("web");
    },
  ];

  return {
    resource,
    another: () => groupIn(),
    nextCommand: () => runs.next(),
    secrets: [sandbox.apiSecret, "198.51.100.77"],
    credential: sandbox.apiSecret,
    config: {
      "e24cloud:endpoint": sandbox.endpoint,
      "e24cloud:apiKey": sandbox.apiKey,
      "e24cloud:apiSecret": { secret: sandbox.apiSecret },
      "e24cloud:pollInterval": "0.02",
    },
    argsOf: (wanted) => ({
      rules: wanted.rules.map((at) => rules[at]?.[0]),
      virtualMachines: wanted.others.map((at) => virtualMachines[at]),
      exclusiveMembers: true,
      active: false,
      defaultRules: "remove",
      timeouts: LONG,
      secretInputs: ["rules.peers"],
    }),
    addFault: (fault) => void faults.add(fault as FaultInput),
    cutOff: (calls) => void faults.add({ skip: calls, times: "forever", answer: "reset" }),
    setStale: (by) => settings.set({ staleReads: by }),
    meddle: async (what, which) => doings[what % doings.length]?.(which),
    async settle() {
      faults.clear();
      settings.set({ staleReads: usual });
      sandbox.catchUp();
      log.clear();
    },
    differences(wanted) {
      const [group, ...more] = named();
      if (group === undefined || more.length > 0) return [`${named().length} groups of that name`];
      const should = wanted.rules.map((at) => rules[at]?.[1] ?? "");
      const is = group.rules.map(
        ({ direction, protocol, min_port: min, max_port: max, src_address: from }) => {
          const ports = min === null ? "any" : `${min}-${max}`;
          const source = from === null ? "any" : from.includes("/") ? from : `${from}/32`;
          return `${direction} ${protocol ?? "any"} ${ports} ${source}`;
        },
      );
      const members = wanted.others.map((at) => virtualMachines[at]).toSorted();
      return [
        ...should.filter((rule) => !is.includes(rule)).map((rule) => `- ${rule}`),
        ...is.filter((rule) => !should.includes(rule)).map((rule) => `+ ${rule}`),
        ...(is.length === should.length ? [] : [`${is.length} rules instead of ${should.length}`]),
        ...(String(group.virtualMachines.toSorted()) === String(members)
          ? []
          : [`members ${group.virtualMachines.join()}`]),
      ];
    },
    leftovers: () =>
      secondWriter
        .groups()
        .filter(({ id }) => id !== other.id)
        .map(({ name }) => name),
    close: () => sandbox.close(),
  };
}
