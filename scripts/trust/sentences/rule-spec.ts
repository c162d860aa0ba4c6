import fc from "fast-check";

/** What a rule lets through, in a form that both clouds can say. */
export interface RuleSpec {
  readonly egress: boolean;
  readonly service: Service;
  /** A network, or the name of a group. */
  readonly peer: string;
  /** Of a rule that names a group, which has no address. */
  readonly overIPv6: boolean;
  /** The server's own address, which e24cloud alone knows. */
  readonly own?: string | undefined;
}

export interface Service {
  /** Left out: any. */
  readonly protocol?: "tcp" | "udp" | "icmp" | "gre" | "sctp";
  readonly ports?: readonly [number, number];
  /** Type and code of ICMP. */
  readonly icmp?: readonly [type: number, code?: number];
}

/** Few services, networks and groups, so that rules overlap, touch and hold each other all the time. */
const services: readonly Service[] = [
  { protocol: "tcp", ports: [22, 22] },
  { protocol: "tcp", ports: [443, 443] },
  { protocol: "tcp", ports: [20, 30] },
  { protocol: "tcp", ports: [3306, 3306] },
  { protocol: "tcp", ports: [1, 65535] },
  { protocol: "tcp" },
  { protocol: "udp", ports: [53, 53] },
  { protocol: "udp", ports: [67, 68] },
  { protocol: "icmp" },
  { protocol: "icmp", icmp: [8] },
  { protocol: "icmp", icmp: [8, 0] },
  {},
];

const networks = [
  "0.0.0.0/0",
  "0.0.0.0/0",
  "::/0",
  "10.0.0.0/8",
  "10.1.0.0/16",
  "192.0.2.7/32",
  "0.0.0.0/1",
  "128.0.0.0/1",
  "2001:db8::/32",
  "::/1",
  "8000::/1",
];

/** What rules of a server can say. */
export interface Vocabulary {
  /** Names of the groups that a rule can name; none at e24cloud. */
  readonly groups: readonly string[];
  /** Whether it accepts protocols without ports other than ICMP. */
  readonly numbers: boolean;
  readonly ipv6: boolean;
}

export function ruleSpec({ groups, numbers, ipv6 }: Vocabulary): fc.Arbitrary<RuleSpec> {
  const taken = (addresses: readonly string[]) => addresses.filter((one) => ipv6 || !one.includes(":"));
  const own = taken(["10.9.0.0/24", "2001:db8:9::/48"]);
  return fc.record({
    egress: fc.nat(3).map((one) => one === 0),
    service: fc.constantFrom(...services, ...(numbers ? [{ protocol: "gre" } as const] : [])),
    peer: fc.constantFrom(...taken(networks), ...groups, ...groups),
    overIPv6: fc.nat(3).map((one) => one === 0),
    ...(groups.length === 0 && { own: fc.constantFrom(undefined, undefined, undefined, ...own) }),
  });
}

export const isNetwork = ({ peer }: RuleSpec): boolean => peer.includes("/");
export const isIPv6 = (spec: RuleSpec): boolean =>
  isNetwork(spec) ? spec.peer.includes(":") : spec.overIPv6;
