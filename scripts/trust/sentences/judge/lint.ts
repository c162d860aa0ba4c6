import { type LiveRule, packetText, verdict } from "./packet";
import { keysIn, limitsOf, ruleOfKey } from "./keys";
import type { GroupOf } from "./phrases";
import { samplePackets } from "./samples";

/** What each service listens on, by its name in findings. */
const ports: Readonly<Record<string, readonly [protocol: number, port: number]>> = {
  ssh: [6, 22],
  rdp: [6, 3389],
  mysql: [6, 3306],
  postgresql: [6, 5432],
  mssql: [6, 1433],
  oracle: [6, 1521],
  mongodb: [6, 27017],
  redis: [6, 6379],
  memcached: [6, 11211],
  elasticsearch: [6, 9200],
  cassandra: [6, 9042],
  etcd: [6, 2379],
};

/** What is untrue in a finding; undefined where the text is not one. */
export function untruthsOfFinding(
  text: string,
  groupOf: GroupOf,
  groups: readonly string[],
): string[] | undefined {
  const [, own = ""] = /^"([^"]+)"/.exec(text) ?? [];
  if (own === "") return undefined;
  const redundant = /^"[^"]+" is redundant: (.+) allows all of it/.exec(text);
  if (redundant) return untruthsOfRedundant(own, keysIn(redundant[1] ?? ""), groupOf, groups);
  const opens = /^"[^"]+"(?:, no rule of the program,)? opens (.+) to the world: /.exec(text);
  if (opens) return untruthsOfOpening(own, opens[1] ?? "", groupOf);
  return undefined;
}

function untruthsOfRedundant(
  key: string,
  others: readonly string[],
  groupOf: GroupOf,
  groups: readonly string[],
): string[] {
  const rule = ruleOfKey(key, groupOf);
  const coverers = others.map((other) => ruleOfKey(other, groupOf));
  const packets = samplePackets(limitsOf([rule, ...coverers]), groups);
  const missed = packets.find(
    (packet) => verdict(packet, [rule]) === "yes" && verdict(packet, coverers) !== "yes",
  );
  return missed ? [`"${key}" is not redundant: ${packetText(missed)}`] : [];
}

function untruthsOfOpening(key: string, what: string, groupOf: GroupOf): string[] {
  const rule = ruleOfKey(key, groupOf);
  return (what === "all ports" ? ["ssh", "rdp", "mysql"] : what.split(", ")).flatMap((name) => {
    const service = ports[name];
    if (service === undefined) return [`there is no service ${name}`];
    const [protocol, port] = service;
    return opensToWorld(rule, protocol, port) || (what === "all ports" && opensToWorld(rule, 17, port))
      ? []
      : [`"${key}" does not open ${name} to the world`];
  });
}

/** Half of all addresses of IPv4, and half of those of IPv6 that are given out, are as good as the world. */
const HALF = { IPv4: 1n << 31n, IPv6: 1n << 124n } as const;

/** Whether a rule lets the world in to a port, as far as is known, or perhaps. */
export function opensToWorld(rule: LiveRule, protocol: number, port: number): boolean {
  return limitsOf([rule]).some((limits) => {
    const { remote, families, direction, protocols, ports } = limits;
    const [family = "IPv4"] = families;
    const isWorld =
      remote === undefined || ("from" in remote && remote.to - remote.from + 1n >= HALF[family]);
    const has = (range: typeof ports, value: number) =>
      range === undefined || (range.from <= value && value <= range.to);
    return direction === "ingress" && isWorld && has(protocols, protocol) && has(ports, port);
  });
}
