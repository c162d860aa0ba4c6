import fc from "fast-check";
import { allKnown, readRules } from "../../provider/rules/rule-map";
import { ANYWHERE, reachability, type ReachabilityGroup, reachText } from "../../analysis/reachability";
import { contains } from "../../provider/traffic/set";
import { allow } from "../../provider/waldur/presets";
import { ruleTraffic } from "../../provider/waldur/rule/traffic";
import { ruleReader } from "../../provider/waldur/rule/parse";
import {
  allows,
  boxOf,
  packets,
  type Peer,
  pointOf,
  type Rule,
  rule,
} from "../provider/traffic/small-universe";

const ids = ["a", "b", "c"];
const peer = fc.constantFrom<Peer>({ network: "any" }, ...ids.map((id) => ({ group: id })));
/** Rules about groups more often than the small universe has them. */
const groupRule = fc
  .tuple(rule, fc.option(peer))
  .map(([one, other]): Rule => ({ ...one, peer: other ?? one.peer, own: "any" }));
const kinds = packets.filter(
  ({ direction, peer, own }) => direction === "ingress" && peer === 0 && own === 0,
);

test("who reaches what, packet by packet", () => {
  let asked = 0;
  let reached = 0;
  const rulesOfAll = fc.tuple(
    ...ids.map(() => fc.array(groupRule, { minLength: 3, maxLength: 10, size: "max" })),
  );
  fc.assert(
    fc.property(rulesOfAll, (all) => {
      const groups = ids.map((id, position) => ({ id, rules: all[position] ?? [] }));
      const found = reachability(
        groups.map(({ id, rules }) => ({
          name: `group ${id}`,
          id,
          rules: rules.map((one, position) => ({ key: `${position}`, traffic: [boxOf(one)] })),
        })),
      );
      for (const source of groups) {
        for (const target of groups) {
          const reach = found.find(
            ({ from, to }) => from === `group ${source.id}` && to === `group ${target.id}`,
          );
          const by = { egress: new Set<string>(), ingress: new Set<string>() };
          for (const kind of kinds) {
            asked += 1;
            const out = { ...kind, direction: "egress", peer: target.id } as const;
            const into = { ...kind, peer: source.id };
            const egress = source.rules.filter((one) => allows(one, out));
            const ingress = target.rules.filter((one) => allows(one, into));
            const gets = egress.length > 0 && ingress.length > 0;
            reached += gets ? 1 : 0;
            if (contains(reach?.traffic ?? [], pointOf(into)) !== gets) {
              throw new Error(`disagreement on ${JSON.stringify(into)}`);
            }
            if (!gets) continue;
            for (const one of egress) by.egress.add(`${source.rules.indexOf(one)}`);
            for (const one of ingress) by.ingress.add(`${target.rules.indexOf(one)}`);
          }
          expect(new Set(reach?.by.egress)).toEqual(by.egress);
          expect(new Set(reach?.by.ingress)).toEqual(by.ingress);
        }
      }
    }),
    { numRuns: 60 },
  );
  process.stdout.write(`reachability: ${asked} packets between groups, ${reached} of them get through\n`);
  expect(reached).toBeGreaterThan(200);
});

const [webId, appId, dbId] = [`a1${"0".repeat(30)}`, `b2${"0".repeat(30)}`, `c3${"0".repeat(30)}`];

function group(name: string, id: string | undefined, rules: readonly object[]): ReachabilityGroup {
  const { rules: read, problems } = readRules(rules, ruleReader);
  expect(problems).toEqual([]);
  if (!allKnown(read)) throw new Error("not all is known");
  return { name, id, rules: Object.entries(read).map(([key, one]) => ({ key, traffic: ruleTraffic(one) })) };
}

test("three tiers in words", () => {
  const out = { direction: "egress", cidr: "0.0.0.0/0" };
  const groups = [
    group("web", webId, [...allow.https(), ...allow.ping(), ...allow.egress()]),
    group("app", appId, [
      { protocol: "tcp", ports: 8080, remoteGroup: webId },
      ...allow.ssh({ from: "10.0.0.0/8" }),
      ...allow.postgresql({ to: dbId }),
    ]),
    group("db", dbId, [...allow.postgresql({ from: appId }), ...allow.all({ from: "self" }), out]),
  ];
  expect(reachability(groups).map(reachText)).toEqual([
    "anywhere -> web: icmp type 8 code 0 (ping) over IPv4, tcp 443 (https), icmp type 128 code 0 (ping) over IPv6",
    "web -> web: icmp type 8 code 0 (ping) over IPv4, tcp 443 (https), icmp type 128 code 0 (ping) over IPv6",
    "db -> web: icmp type 8 code 0 (ping) over IPv4, tcp 443 (https) over IPv4",
    "web -> anywhere: any",
    "web -> app: tcp 8080 over IPv4",
    "app -> db: tcp 5432 (postgresql)",
    "db -> db: any over IPv4",
    "db -> anywhere: any over IPv4",
  ]);
});

test("which rules open the way", () => {
  const found = reachability([
    group("app", appId, [...allow.postgresql({ to: dbId }), ...allow.ssh({ to: "10.0.0.0/8" })]),
    group("db", dbId, [...allow.postgresql({ from: appId }), ...allow.mysql({ from: appId })]),
  ]);
  expect(found.map(({ from, to, by }) => ({ from, to, by }))).toEqual([
    {
      from: "app",
      to: "db",
      by: {
        egress: [`egress IPv4 tcp 5432 to group ${dbId}`, `egress IPv6 tcp 5432 to group ${dbId}`],
        ingress: [`ingress IPv4 tcp 5432 from group ${appId}`, `ingress IPv6 tcp 5432 from group ${appId}`],
      },
    },
  ]);
});

test("a network is not the world, and names no group", () => {
  const rules = [...allow.ssh({ from: "203.0.113.0/24" }), ...allow.egress({ to: "10.0.0.0/8" })];
  expect(reachability([group("web", undefined, rules)])).toEqual([]);
  expect(reachability([group("web", undefined, allow.ssh())]).map(({ from }) => from)).toEqual([ANYWHERE]);
});
