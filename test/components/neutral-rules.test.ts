import { egressRules, ingressRules } from "../../components/neutral-rules";
import { e24cloudRules } from "../../components/e24cloud-rules";
import { waldurRules } from "../../components/waldur-rules";
import { serviceNames } from "../../provider/net/services";
import type { EgressArgs, IngressArgs } from "../../components/traffic-args";

const inward = (entry: IngressArgs) => ingressRules(entry, "ingress[0]");
const outward = (entry: EgressArgs) => egressRules(entry, "egress[0]");

test.each<[string, IngressArgs, unknown[]]>([
  [
    "a service from anywhere",
    { https: true, fromAnywhere: true },
    [
      { direction: "ingress", protocol: "tcp", ports: 443, cidr: "0.0.0.0/0" },
      { direction: "ingress", protocol: "tcp", ports: 443, cidr: "::/0" },
    ],
  ],
  [
    "ports from networks",
    { tcp: [8080, "9100-9104"], fromCidrs: ["10.0.0.0/8", "2001:db8::/32"] },
    [
      { direction: "ingress", protocol: "tcp", ports: 8080, cidr: "10.0.0.0/8" },
      { direction: "ingress", protocol: "tcp", ports: 8080, cidr: "2001:db8::/32" },
      { direction: "ingress", protocol: "tcp", ports: "9100-9104", cidr: "10.0.0.0/8" },
      { direction: "ingress", protocol: "tcp", ports: "9100-9104", cidr: "2001:db8::/32" },
    ],
  ],
  [
    "everything from servers of the same group, with a description",
    { everything: true, fromMembers: true, description: "cluster" },
    [
      { direction: "ingress", protocol: "", ethertype: "IPv4", remoteGroup: "self", description: "cluster" },
      { direction: "ingress", protocol: "", ethertype: "IPv6", remoteGroup: "self", description: "cluster" },
    ],
  ],
  [
    "echo requests, each with the type of its family",
    { ping: true, fromCidrs: ["10.0.0.0/8", "2001:db8::/32"] },
    [
      { direction: "ingress", protocol: "icmp", icmpType: 8, icmpCode: 0, cidr: "10.0.0.0/8" },
      { direction: "ingress", protocol: "icmp", icmpType: 128, icmpCode: 0, cidr: "2001:db8::/32" },
    ],
  ],
  ["no source at all", { https: true, fromCidrs: [] }, []],
  ["a service that is switched off", { https: false, fromAnywhere: true }, []],
])("on Waldur: %s", (_what, entry, expected) => {
  const { rules, problems } = inward(entry);
  expect(problems).toEqual([]);
  expect(rules.flatMap(waldurRules)).toEqual(expected);
});

test.each<[string, EgressArgs, unknown[]]>([
  [
    "a service to anywhere",
    { ntp: true, toAnywhere: true },
    [{ direction: "OUT", protocol: "udp", ports: 123, dstAddress: "0.0.0.0/0" }],
  ],
  [
    "ports to a network",
    { udp: ["514"], toCidrs: ["10.0.0.0/8"] },
    [{ direction: "OUT", protocol: "udp", ports: "514", dstAddress: "10.0.0.0/8" }],
  ],
  [
    "everything to anywhere",
    { everything: true, toAnywhere: true },
    [{ direction: "OUT", dstAddress: "0.0.0.0/0" }],
  ],
  ["servers of the same group", { everything: true, toMembers: true }, []],
])("on e24cloud: %s", (_what, entry, expected) => {
  const { rules, problems } = outward(entry);
  expect(problems).toEqual([]);
  expect(rules.flatMap(e24cloudRules)).toEqual(expected);
});

test.each(serviceNames)("%s is a flag, on both clouds and both ways", (service) => {
  const rules = [
    ...inward({ [service]: true, fromCidrs: ["10.0.0.0/8"] }).rules,
    ...outward({ [service]: true, toCidrs: ["10.0.0.0/8"] }).rules,
  ];
  expect(rules.map(({ traffic, direction }) => [traffic, direction])).toEqual([
    [service, "ingress"],
    [service, "egress"],
  ]);
  expect(rules.flatMap(waldurRules).length).toBeGreaterThanOrEqual(2);
  expect(rules.flatMap(e24cloudRules).length).toBe(rules.flatMap(waldurRules).length);
});

test.each<[string, object, string[]]>([
  ["no source", { https: true }, ["ingress[0] names no source: set one, such as fromAnywhere or fromCidrs"]],
  [
    "no traffic",
    { fromAnywhere: true, description: "web" },
    ["ingress[0] names no traffic: set a service such as https, tcp, udp, ping or everything"],
  ],
  [
    "a misspelled service",
    { htps: true, fromAnywhere: true },
    ["ingress[0] has no field htps: set a service by its name, as in https: true"],
  ],
  [
    "a destination of incoming traffic",
    { https: true, toAnywhere: true },
    [
      "ingress[0] has no field toAnywhere: set a service by its name, as in https: true",
      "ingress[0] names no source: set one, such as fromAnywhere or fromCidrs",
    ],
  ],
  [
    "ports that are none",
    { tcp: ["443", "90-80"], udp: ["dns"], fromAnywhere: true },
    [
      'ingress[0].tcp[1]: ports 90-80 are reversed: write "80-90"',
      'ingress[0].udp[0]: ports "dns" is not a port or a range: write 443 or "9100-9104"',
    ],
  ],
])("refused: %s", (_what, entry, problems) => {
  expect(inward(entry).problems).toEqual(problems);
});

test("refused: no destination", () => {
  expect(outward({ https: true }).problems).toEqual([
    "egress[0] names no destination: set one, such as toAnywhere or toCidrs",
  ]);
});
