import fc from "fast-check";
import { type Family, parseCidr } from "../../../provider/net/ranges";
import {
  type Direction,
  type Interval,
  type Range,
  type Traffic,
  anyLocal,
  anyRemote,
  localCidr,
  remoteCidr,
  remoteGroup,
  traffic,
} from "../../../provider/traffic/traffic";

/** A rule in the words of a user, judged packet by packet without any algebra. */
export interface Rule {
  direction: Direction;
  family: Family;
  protocol?: number;
  ports?: Range;
  code?: number;
  peer: Peer;
  own: Network;
}
export type Network = "any" | { offset: number; size: number };
export type Peer = { network: Network } | { group: string };

export interface Packet {
  direction: Direction;
  family: Family;
  protocol: number;
  port: number;
  code: number;
  /** An offset from the first address, or the id of the group that the peer is a member of. */
  peer: number | string;
  own: number;
}

const start: Record<Family, string> = { IPv4: "10.0.0.0", IPv6: "2001:db8::" };
const bits: Record<Family, number> = { IPv4: 32, IPv6: 128 };

/** Whether a rule lets a packet through, by definition. */
export const allows = (rule: Rule, packet: Packet): boolean =>
  rule.direction === packet.direction &&
  rule.family === packet.family &&
  (rule.protocol === undefined || rule.protocol === packet.protocol) &&
  (rule.ports === undefined || (rule.ports.from <= packet.port && packet.port <= rule.ports.to)) &&
  (rule.code === undefined || rule.code === packet.code) &&
  ("group" in rule.peer ? rule.peer.group === packet.peer : holds(rule.peer.network, packet.peer)) &&
  holds(rule.own, packet.own);

const holds = (network: Network, host: number | string): boolean =>
  network === "any" ||
  (typeof host === "number" && network.offset <= host && host < network.offset + network.size);

/** The rule as a box. */
export const boxOf = (rule: Rule): Traffic =>
  traffic({
    direction: rule.direction,
    family: rule.family,
    ...(rule.protocol !== undefined && { protocol: rule.protocol }),
    ...(rule.ports && { ports: rule.ports }),
    ...(rule.code !== undefined && { codes: rule.code }),
    remote:
      "group" in rule.peer
        ? remoteGroup(rule.peer.group)
        : rule.peer.network === "any"
          ? anyRemote
          : remoteCidr(cidr(rule.family, rule.peer.network)),
    local: rule.own === "any" ? anyLocal(rule.family) : localCidr(cidr(rule.family, rule.own)),
  });

/** The packet as a box of one packet. */
export const pointOf = (packet: Packet): Traffic =>
  traffic({
    direction: packet.direction,
    family: packet.family,
    protocol: packet.protocol,
    ports: packet.port,
    codes: packet.code,
    remote: typeof packet.peer === "string" ? remoteGroup(packet.peer) : host(packet.family, packet.peer),
    local: host(packet.family, packet.own),
  });

function cidr(family: Family, { offset, size }: { offset: number; size: number }) {
  const [head, last] =
    family === "IPv4" ? ["10.0.0.", offset.toString()] : ["2001:db8::", offset.toString(16)];
  const parsed = parseCidr(`${head}${last}/${bits[family] - Math.log2(size)}`);
  if ("problem" in parsed) throw new Error(parsed.message);
  return parsed;
}

const firstAddress = (family: Family): bigint => {
  const parsed = parseCidr(start[family], { bareHost: "all" });
  if ("problem" in parsed) throw new Error(parsed.message);
  return parsed.from;
};
const first: Record<Family, bigint> = { IPv4: firstAddress("IPv4"), IPv6: firstAddress("IPv6") };
const host = (family: Family, offset: number): Interval => {
  const address = first[family] + BigInt(offset);
  return { from: address, to: address };
};

const network = fc.oneof(
  fc.constant<Network>("any"),
  fc
    .tuple(fc.constantFrom(1, 2, 4), fc.nat(3))
    .map(([size, place]): Network => ({ offset: (place * size) % 4, size })),
);
const ranges = (most: number) =>
  fc.tuple(fc.nat(most), fc.nat(most)).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const what = fc.oneof(
  fc.constant({}),
  fc.constantFrom({ protocol: 6 }, { protocol: 17 }, { protocol: 1 }, { protocol: 50 }),
  fc.record({ protocol: fc.constantFrom(6, 17), ports: ranges(4) }),
  fc.record({ protocol: fc.constant(1), ports: fc.nat(1).map((type) => ({ from: type, to: type })) }),
  fc.record({
    protocol: fc.constant(1),
    ports: fc.nat(1).map((type) => ({ from: type, to: type })),
    code: fc.nat(1),
  }),
);
const peer: fc.Arbitrary<Peer> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ network }) },
  { weight: 1, arbitrary: fc.record({ group: fc.constantFrom("a", "b") }) },
);

/** Rules whose every border lies among the packets below. */
export const rule: fc.Arbitrary<Rule> = fc
  .tuple(
    fc.record({
      direction: fc.constantFrom<Direction>("ingress", "egress"),
      family: fc.constantFrom<Family>("IPv4", "IPv6"),
      peer,
      own: fc.oneof({ weight: 3, arbitrary: fc.constant<Network>("any") }, { weight: 1, arbitrary: network }),
    }),
    what,
  )
  .map(([where, kind]) => ({ ...where, ...kind }));

const tcp = (ports: Range, network: Network): Rule => ({
  direction: "ingress",
  family: "IPv4",
  protocol: 6,
  ports,
  peer: { network },
  own: "any",
});

/** Rules of one kind, which overlap each other more often than not. */
export const tcpRule: fc.Arbitrary<Rule> = fc
  .tuple(ranges(3), network)
  .map(([ports, from]) => tcp(ports, from));

/** All ports from some hosts, and some ports from all hosts: each rule of the one kind crosses each of the other. */
export const hostRules: fc.Arbitrary<Rule[]> = fc.subarray(
  [0, 1, 2, 3].map((host) => tcp({ from: 0, to: 3 }, { offset: host, size: 1 })),
  { minLength: 2 },
);
export const portRules: fc.Arbitrary<Rule[]> = fc.subarray(
  [0, 1, 2, 3].map((port) => tcp({ from: port, to: port }, { offset: 0, size: 4 })),
  { minLength: 2 },
);

/** One packet of each kind that the rules can distinguish; the last of every list stands for all the others. */
export const packets: readonly Packet[] = (["ingress", "egress"] as const).flatMap((direction) =>
  (["IPv4", "IPv6"] as const).flatMap((family) =>
    [
      ...[6, 17].flatMap((protocol) => [0, 1, 2, 3, 4, 40000].map((port) => ({ protocol, port, code: 0 }))),
      ...[0, 1, 200].flatMap((port) => [0, 1, 200].map((code) => ({ protocol: 1, port, code }))),
      ...[50, 255].map((protocol) => ({ protocol, port: 0, code: 0 })),
    ].flatMap((kind) =>
      [0, 1, 2, 3, 99, "a", "b", "c"].flatMap((from) =>
        [0, 1, 2, 3, 99].map((own) => ({ direction, family, ...kind, peer: from, own })),
      ),
    ),
  ),
);
