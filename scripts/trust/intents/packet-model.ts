/**
 * Intents judged packet by packet, without the algebra: every protocol, port and address that a rule of a random stack
 * begins or ends with is tried. It shares no code with the package.
 */

export type Level = "sure" | "doubtful" | "open";
const levels: readonly Level[] = ["sure", "doubtful", "open"];

export interface Network {
  readonly text: string;
  readonly family: "IPv4" | "IPv6";
  readonly from: bigint;
  readonly to: bigint;
}

const network = (text: string, family: Network["family"], from: bigint, to: bigint): Network => ({
  text,
  family,
  from,
  to,
});
const v6 = (high: bigint) => high << 96n;

/** What rules and ends name: some inside each other, some that are half or all of the world together. */
export const networks: readonly Network[] = [
  network("10.0.0.0/8", "IPv4", 0x0a000000n, 0x0affffffn),
  network("10.1.0.0/16", "IPv4", 0x0a010000n, 0x0a01ffffn),
  network("10.1.2.3/32", "IPv4", 0x0a010203n, 0x0a010203n),
  network("203.0.113.0/24", "IPv4", 0xcb007100n, 0xcb0071ffn),
  network("0.0.0.0/1", "IPv4", 0n, 0x7fffffffn),
  network("128.0.0.0/1", "IPv4", 0x80000000n, 0xffffffffn),
  network("0.0.0.0/2", "IPv4", 0n, 0x3fffffffn),
  network("128.0.0.0/2", "IPv4", 0x80000000n, 0xbfffffffn),
  network("2001:db8::/32", "IPv6", v6(0x20010db8n), v6(0x20010db9n) - 1n),
  network("::/1", "IPv6", 0n, (1n << 127n) - 1n),
  network("8000::/1", "IPv6", 1n << 127n, (1n << 128n) - 1n),
];

const last = { IPv4: (1n << 32n) - 1n, IPv6: (1n << 128n) - 1n };
const half = { IPv4: 1n << 31n, IPv6: 1n << 124n };

/** Ranges of addresses of which all rules treat every address alike. */
const ranges = { IPv4: rangesOf("IPv4"), IPv6: rangesOf("IPv6") };

function rangesOf(family: Network["family"]) {
  const own = networks.filter((one) => one.family === family);
  const starts = [...new Set([0n, ...own.flatMap(({ from, to }) => [from, to + 1n])])].filter(
    (one) => one <= last[family],
  );
  starts.sort((a, b) => (a < b ? -1 : 1));
  return starts.map((from, position) => ({ from, to: (starts[position + 1] ?? last[family] + 1n) - 1n }));
}

export interface Rule {
  readonly direction: "ingress" | "egress";
  readonly family: "IPv4" | "IPv6";
  /** IANA number; any where it is left out. */
  readonly protocol?: number;
  readonly ports?: readonly [number, number];
  readonly peer: "anywhere" | Network | { readonly group: number };
  readonly own?: Network;
  /** `doubtful` and `open`: all that is known is the direction. */
  readonly level: Level;
}

export interface Group {
  readonly rules: readonly Rule[];
  readonly isOff: boolean;
}

export interface Server {
  readonly groups: readonly number[];
  readonly mayHaveOthers: boolean;
}

export interface Stack {
  readonly groups: readonly Group[];
  readonly servers: readonly Server[];
}

export type End =
  | { readonly kind: "world" }
  | { readonly kind: "network"; readonly networks: readonly Network[] }
  | { readonly kind: "groups"; readonly groups: readonly number[]; readonly networks: readonly Network[] }
  | { readonly kind: "server"; readonly server: number; readonly networks: readonly Network[] };

export interface Asked {
  /** IANA number; any where it is left out. */
  readonly protocol?: number;
  readonly ports?: readonly [number, number];
  readonly families: readonly ("IPv4" | "IPv6")[];
}

export interface Question {
  readonly kind: "never" | "always";
  readonly from: End;
  readonly to: End;
  readonly asked: Asked;
  readonly indirect: boolean;
}

interface Host {
  readonly groups: readonly number[];
  readonly isWorld: boolean;
  readonly networks: readonly Network[];
  readonly mayHaveOthers: boolean;
}

interface Packet {
  readonly family: "IPv4" | "IPv6";
  readonly protocol: number;
  readonly port: number;
}

/** Where rules and questions begin and end, and the ports next to these. */
export const bounds = [1, 22, 80, 443, 5432, 65535] as const;
const ports = [...new Set([0, ...bounds.flatMap((port) => [port, port + 1])])].filter(
  (port) => port <= 65535,
);
const protocols = [6, 17, 47, 200];

const packetsOf = ({ protocol, ports: range, families }: Asked): Packet[] =>
  families.flatMap((family) =>
    protocols
      .filter((one) => protocol === undefined || one === protocol)
      .flatMap((one) =>
        ports
          .filter((port) => range === undefined || (range[0] <= port && port <= range[1]))
          .map((port) => ({ family, protocol: one, port })),
      ),
  );

/** What the model says: the state, and of ways that are open the fewest hops. */
export function judge(
  stack: Stack,
  question: Question,
): { state: "holds" | "broken" | "unknown"; hops: number } {
  const { kind, asked } = question;
  const from = hostsAt(stack, question.from, kind);
  const to = hostsAt(stack, question.to, kind);
  const packets = packetsOf(asked);
  if (kind === "always") {
    const holds = (level: Level) =>
      from.every((source) =>
        to.every((target) =>
          packets.every(
            (packet) =>
              alwaysLets(stack, target, "ingress", source, packet, level) &&
              alwaysLets(stack, source, "egress", target, packet, level),
          ),
        ),
      );
    return { state: holds("sure") ? "holds" : holds("open") ? "unknown" : "broken", hops: 0 };
  }
  for (const level of levels) {
    const hops = fewestHops(stack, from, to, packets, question.indirect, level);
    if (hops > 0) return { state: level === "open" ? "unknown" : "broken", hops };
  }
  return { state: "holds", hops: 0 };
}

function fewestHops(
  stack: Stack,
  from: readonly Host[],
  to: readonly Host[],
  packets: readonly Packet[],
  indirect: boolean,
  level: Level,
): number {
  const opens = (a: Host, b: Host, some: readonly Packet[]) =>
    some.some(
      (packet) =>
        mayLet(stack, b, "ingress", a, packet, level) && mayLet(stack, a, "egress", b, packet, level),
    );
  const any = packetsOf({ families: ["IPv4", "IPv6"] });
  const others = indirect
    ? [...stack.groups.keys()]
        .map((group) => alone(group))
        .concat(stack.servers.map((server) => ({ ...serverHost(server), mayHaveOthers: false })))
    : [];
  let reached: readonly Host[] = from;
  const left = new Set(others);
  for (let hops = 1; reached.length > 0; hops += 1) {
    if (reached.some((a) => to.some((b) => opens(a, b, packets)))) return hops;
    const next = [...left].filter((b) => reached.some((a) => opens(a, b, any)));
    for (const one of next) left.delete(one);
    reached = next;
  }
  return 0;
}

const alone = (group: number): Host => ({
  groups: [group],
  isWorld: false,
  networks: [],
  mayHaveOthers: false,
});
const serverHost = ({ groups, mayHaveOthers }: Server): Host => ({
  groups,
  isWorld: false,
  networks: [],
  mayHaveOthers,
});

function hostsAt({ servers }: Stack, end: End, kind: Question["kind"]): Host[] {
  if (end.kind === "world") return [{ groups: [], isWorld: true, networks: [], mayHaveOthers: false }];
  if (end.kind === "network")
    return [{ groups: [], isWorld: false, networks: end.networks, mayHaveOthers: false }];
  const hosts =
    end.kind === "server"
      ? servers.slice(end.server, end.server + 1).map(serverHost)
      : [
          ...end.groups.map(alone),
          ...(kind === "never" ? servers : [])
            .filter(({ groups }) => groups.some((group) => end.groups.includes(group)))
            .map((server) => ({ ...serverHost(server), mayHaveOthers: false })),
        ];
  return hosts.map((host) => ({ ...host, networks: end.networks }));
}

/** Rules that count, each with the group that has it. */
function rulesOf(stack: Stack, host: Host, direction: Rule["direction"], level: Level) {
  const counts = (rule: Rule) =>
    rule.direction === direction && levels.indexOf(rule.level) <= levels.indexOf(level);
  return host.groups.flatMap((own) =>
    (stack.groups[own]?.rules ?? []).filter(counts).map((rule) => ({ rule, own })),
  );
}

const isOff = (stack: Stack, host: Host) => host.groups.some((group) => stack.groups[group]?.isOff === true);

function fits({ family, protocol, ports: range, level }: Rule, packet: Packet): boolean {
  if (level !== "sure") return true;
  return (
    family === packet.family &&
    (protocol === undefined || protocol === packet.protocol) &&
    (range === undefined || (range[0] <= packet.port && packet.port <= range[1]))
  );
}

type Range = (typeof ranges)["IPv4"][number];
const covers = ({ from, to }: Network, range: Range) => from <= range.from && range.to <= to;
const isNetwork = (peer: Rule["peer"]): peer is Network => typeof peer === "object" && "text" in peer;

/** Whether some address and server of the other end get through. */
function mayLet(
  stack: Stack,
  host: Host,
  direction: Rule["direction"],
  other: Host,
  packet: Packet,
  level: Level,
): boolean {
  if (host.groups.length === 0) return true;
  const hasFamily =
    other.networks.length === 0 || other.networks.some(({ family }) => family === packet.family);
  if (isOff(stack, host) || (host.mayHaveOthers && level === "open")) return hasFamily;
  const rules = rulesOf(stack, host, direction, level).filter(({ rule }) => fits(rule, packet));
  const all = ranges[packet.family];
  const opened = all.filter((range) =>
    rules.some(
      ({ rule }) =>
        rule.level !== "sure" ||
        rule.peer === "anywhere" ||
        (isNetwork(rule.peer) && covers(rule.peer, range)),
    ),
  );
  if (other.isWorld)
    return opened.reduce((sum, { from, to }) => sum + to - from + 1n, 0n) >= half[packet.family];
  const isNamed = rules.some(
    ({ rule }) =>
      rule.level === "sure" &&
      typeof rule.peer === "object" &&
      "group" in rule.peer &&
      other.groups.includes(rule.peer.group),
  );
  if (isNamed) return true;
  if (other.networks.length > 0)
    return opened.some((range) =>
      other.networks.some((one) => one.family === packet.family && covers(one, range)),
    );
  return level === "open" ? opened.length > 0 : opened.length === all.length;
}

/** Whether every address and server of the other end get through, to every own address. */
function alwaysLets(
  stack: Stack,
  host: Host,
  direction: Rule["direction"],
  other: Host,
  packet: Packet,
  level: Level,
): boolean {
  if (host.groups.length === 0 || isOff(stack, host)) return true;
  if (host.mayHaveOthers && level === "open") return true;
  const rules = rulesOf(stack, host, direction, level).filter(
    ({ rule }) => rule.level !== "doubtful" && fits(rule, packet),
  );
  const all = ranges[packet.family];
  const within = (end: Host) =>
    end.networks.length === 0
      ? all
      : all.filter((range) => end.networks.some((one) => one.family === packet.family && covers(one, range)));
  const isSomewhere = other.groups.length > 0 && other.networks.length === 0;
  return within(host).every((own) =>
    within(other).every((remote) =>
      rules.some(({ rule }) => {
        if (rule.level !== "sure") return true;
        if (rule.own !== undefined && !covers(rule.own, own)) return false;
        if (rule.peer === "anywhere") return true;
        if (!isNetwork(rule.peer)) return other.groups.includes(rule.peer.group);
        return covers(rule.peer, remote) || (isSomewhere && level === "open");
      }),
    ),
  );
}
