import type { FaultInput } from "../../../sandbox/control";
import type { Runs } from "../../../provider/run/run";
import { securityGroup } from "../../../provider/waldur/security-group/definition";
import { startWaldurSandbox } from "../../../sandbox/waldur";
import { crudFor, enforced, ManagedResource, settingsFor } from "../../../test/provider/waldur/sandbox";
import { EngineRuns } from "../../../test/provider/engine-runs";
import { LONG, type Player } from "./player";

/** Rules as a program writes them, and as OpenStack has them. */
const rules: readonly (readonly [object, string])[] = [
  [{ protocol: "tcp", ports: 443 }, "ingress IPv4 tcp 443-443 0.0.0.0/0"],
  [{ protocol: "tcp", ports: 22, cidr: "198.51.100.77/32" }, "ingress IPv4 tcp 22-22 198.51.100.77/32"],
  [{ protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" }, "ingress IPv4 tcp 22-22 10.0.0.0/8"],
  [{ protocol: "tcp", ports: "20-30", cidr: "10.0.0.0/8" }, "ingress IPv4 tcp 20-30 10.0.0.0/8"],
  [{ protocol: "udp", ports: 53, cidr: "10.0.0.0/8" }, "ingress IPv4 udp 53-53 10.0.0.0/8"],
  [{ direction: "egress", protocol: "tcp", ports: 443 }, "egress IPv4 tcp 443-443 0.0.0.0/0"],
  [{ ethertype: "IPv6", protocol: "tcp", ports: 443, cidr: "::/0" }, "ingress IPv6 tcp 443-443 ::/0"],
  [{ direction: "egress" }, "egress IPv4 any *-* 0.0.0.0/0"],
];
const descriptions = ["", "web servers", "servers"];

export async function waldurPlayer(): Promise<Player> {
  const sandbox = await startWaldurSandbox({ delay: 0 });
  const { edits, faults, settings, log, tenantUuid } = sandbox;
  const changed = { "waldur:pollInterval": "0.005" };
  const runs = new EngineRuns();
  const groupIn = (runs?: Runs) =>
    new ManagedResource(crudFor(settingsFor(sandbox, changed), securityGroup(runs)));
  const resource = groupIn(runs);
  const groups = () => edits.groups(tenantUuid).filter(({ name }) => name !== "default");
  const live = () => groups().find(({ name }) => name === "web");
  const other = edits.createGroup({ name: "somebody's" });

  const doings: readonly ((which: number) => void | Promise<void>)[] = [
    (which) =>
      live() &&
      edits.removeRules(live()?.id ?? "", { protocol: which % 2 === 0 ? "tcp" : "udp" }) &&
      undefined,
    (which) => addRule(3000 + which),
    (which) => addRule(which % 2 === 0 ? 22 : 443),
    async () => edits.backgroundPull(tenantUuid),
    (which) => (which === 0 && live() ? edits.deleteGroup(live()?.id ?? "") : undefined),
    async (which) => {
      if (which !== 0 || resource.state !== undefined || live()) return;
      edits.createGroup({ name: "web" });
      // What only OpenStack knows is invisible in Waldur.
      await edits.backgroundPull(tenantUuid);
    },
  ];
  const addRule = (port: number) => {
    const group = live();
    const isThere = group?.rules.some(
      (rule) => rule.port_range_min === port && rule.remote_ip_prefix === null,
    );
    if (group && !isThere)
      edits.addRule(group.id, { protocol: "tcp", port_range_min: port, port_range_max: port });
  };

  return {
    resource,
    another: () => groupIn(),
    nextCommand: () => runs.next(),
    secrets: [sandbox.token, "198.51.100.77"],
    credential: sandbox.token,
    config: {
      "waldur:apiUrl": sandbox.apiUrl,
      "waldur:token": { secret: sandbox.token },
      "waldur:tenant": sandbox.tenantUuid,
      "waldur:pollInterval": "0.02",
    },
    argsOf: (wanted) => ({
      rules: wanted.rules.map((at) => rules[at]?.[0]),
      description: descriptions[wanted.others[0] ?? 0],
      timeouts: LONG,
      secretInputs: ["rules.peers"],
    }),
    addFault: (fault) => void faults.add(fault as FaultInput),
    cutOff: (calls) => void faults.add({ skip: calls, times: "forever", answer: "reset" }),
    setStale: (by) => settings.set({ staleReads: by * 20 }),
    meddle: async (what, which) => doings[what % doings.length]?.(which),
    async settle() {
      faults.clear();
      settings.set({ staleReads: 0 });
      await sandbox.idle();
      // What Waldur does by itself every two hours.
      await edits.backgroundPull(tenantUuid);
      log.clear();
    },
    differences(wanted) {
      const named = groups().filter(({ name }) => name === "web");
      if (named.length !== 1) return [`${named.length} groups of that name`];
      const { description } = named[0] ?? {};
      const should = wanted.rules.map((at) => rules[at]?.[1] ?? "").map(anyAddress);
      const is = enforced(sandbox, named[0]?.id ?? "").map(anyAddress);
      return [
        ...should.filter((rule) => !is.includes(rule)).map((rule) => `- ${rule}`),
        ...is.filter((rule) => !should.includes(rule)).map((rule) => `+ ${rule}`),
        ...(is.length === should.length ? [] : [`${is.length} rules instead of ${should.length}`]),
        ...(description === descriptions[wanted.others[0] ?? 0] ? [] : [`description ${description}`]),
      ];
    },
    leftovers: () =>
      groups()
        .filter(({ id }) => id !== other.id)
        .map(({ name }) => name),
    close: () => sandbox.close(),
  };
}

/** OpenStack spells any address in two ways. */
const anyAddress = (rule: string) => rule.replace(/(0\.0\.0\.0|::)\/0$/, "any");
