import { allow } from "../../../provider/waldur/presets";

const GROUP = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

test("from anywhere is both families", () => {
  expect(allow.https()).toEqual([
    { direction: "ingress", protocol: "tcp", ports: 443, cidr: "0.0.0.0/0" },
    { direction: "ingress", protocol: "tcp", ports: 443, cidr: "::/0" },
  ]);
});

test("one rule a CIDR, two a group; from comes in, to goes out", () => {
  const rules = allow.ssh({
    from: ["203.0.113.0/24", GROUP, "self"],
    to: "10.0.0.0/8",
    description: "admins",
  });
  const ssh = { protocol: "tcp", ports: 22, description: "admins" };
  expect(rules).toEqual([
    { ...ssh, direction: "ingress", cidr: "203.0.113.0/24" },
    { ...ssh, direction: "ingress", ethertype: "IPv4", remoteGroup: GROUP },
    { ...ssh, direction: "ingress", ethertype: "IPv6", remoteGroup: GROUP },
    { ...ssh, direction: "ingress", ethertype: "IPv4", remoteGroup: "self" },
    { ...ssh, direction: "ingress", ethertype: "IPv6", remoteGroup: "self" },
    { ...ssh, direction: "egress", cidr: "10.0.0.0/8" },
  ]);
});

test("an empty list of sources allows nobody", () => {
  expect(allow.ssh({ from: [] })).toEqual([]);
});

test("a service on several ports and protocols", () => {
  expect(allow.dns({ from: "10.0.0.0/8" }).map(({ protocol, ports }) => [protocol, ports])).toEqual([
    ["tcp", 53],
    ["udp", 53],
  ]);
  expect(allow.ipsec({ from: "10.0.0.0/8" }).map(({ protocol }) => protocol)).toEqual([
    "udp",
    "udp",
    "50",
    "51",
  ]);
});

test("ping has the echo request of each family", () => {
  const types = (rules: ReturnType<typeof allow.ping>) => rules.map(({ icmpType }) => icmpType);
  expect(types(allow.ping())).toEqual([8, 128]);
  expect(types(allow.ping({ from: ["10.0.0.0/8", "2001:db8::/32", "self"] }))).toEqual([8, 128, 8, 128]);
});

test("egress is everything out, all is everything in", () => {
  expect(allow.egress()).toEqual([
    { direction: "egress", protocol: "", cidr: "0.0.0.0/0" },
    { direction: "egress", protocol: "", cidr: "::/0" },
  ]);
  expect(allow.all({ from: "self" }).map(({ direction, protocol }) => [direction, protocol])).toEqual([
    ["ingress", ""],
    ["ingress", ""],
  ]);
});
