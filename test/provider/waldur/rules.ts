import fc from "fast-check";
import { cidrsOf, parseCidr } from "../../../provider/net/ranges";
import { protocolNames, type Rule } from "../../../provider/waldur/rule/args";
import { anyAddress } from "../../../provider/waldur/rule/fields";

/** Rules for tests: the fields that matter, the rest by default. */
export function rule(fields: Partial<Rule> = {}): Rule {
  const ethertype = fields.ethertype ?? "IPv4";
  return {
    direction: "ingress",
    ethertype,
    protocol: "tcp",
    ...(fields.remoteGroup === undefined ? { cidr: anyAddress(ethertype) } : {}),
    ...fields,
  };
}

export const tcp = (port: number, cidr = "10.0.0.0/8", fields: Partial<Rule> = {}) =>
  rule({ fromPort: port, toPort: port, cidr, ...fields });

const ports = fc
  .tuple(fc.integer({ min: 1, max: 65535 }), fc.integer({ min: 1, max: 65535 }))
  .map(([a, b]) => ({ fromPort: Math.min(a, b), toPort: Math.max(a, b) }));
const anyPorts = fc.constant({});
const icmp = fc.oneof(
  fc.record(
    { fromPort: fc.integer({ min: 0, max: 255 }), toPort: fc.integer({ min: 0, max: 255 }) },
    { requiredKeys: ["fromPort"] },
  ),
  anyPorts,
);
const services = fc.oneof(
  fc
    .constantFrom("tcp", "udp")
    .chain((protocol) => fc.oneof(ports, anyPorts).map((one) => ({ protocol, ...one }))),
  icmp.map((one) => ({ protocol: "icmp", ...one })),
  fc
    .constantFrom("", "200", ...protocolNames.filter((name) => !/^(tcp|udp|icmp|ipv6-.*)$/.test(name)))
    .chain((protocol) => anyPorts.map((one) => ({ protocol, ...one }))),
);

const network = (family: "IPv4" | "IPv6", address: bigint, prefix: number) => {
  const [host = ""] = cidrsOf(address, address, family);
  const parsed = parseCidr(host.replace(/\/.*/, `/${prefix}`));
  return "problem" in parsed ? anyAddress(family) : parsed.text;
};
const cidr = fc.oneof(
  fc
    .tuple(fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }), fc.integer({ min: 0, max: 32 }))
    .map(([address, prefix]) => ({ ethertype: "IPv4" as const, cidr: network("IPv4", address, prefix) })),
  fc
    .tuple(fc.bigInt({ min: 2n ** 120n, max: 2n ** 128n - 1n }), fc.integer({ min: 0, max: 128 }))
    .map(([address, prefix]) => ({ ethertype: "IPv6" as const, cidr: network("IPv6", address, prefix) })),
);
const group = fc.record({
  ethertype: fc.constantFrom("IPv4" as const, "IPv6" as const),
  remoteGroup: fc.oneof(
    fc.constant("self"),
    fc.uuid().map((uuid) => uuid.replaceAll("-", "")),
  ),
});

/** Any canonical rule. */
export const anyRule: fc.Arbitrary<Rule> = fc
  .tuple(
    fc.constantFrom("ingress" as const, "egress" as const),
    services,
    fc.oneof(cidr, group),
    fc.constantFrom(undefined, "office"),
  )
  .map(([direction, service, peer, description]) => rule({ direction, ...service, ...peer, description }));
