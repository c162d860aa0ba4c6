import fc from "fast-check";
import { ruleMap } from "../../../../provider/rules/rule-map";
import { ruleReader } from "../../../../provider/waldur/rule/parse";
import { asRead, fromWire, toWire } from "../../../../provider/waldur/rule/fields";
import { wireGroup, type WireRule } from "../../../../provider/waldur/api/schema";
import { anyRule, rule, tcp } from "../rules";

const id = "0f".repeat(16);
const home = { apiUrl: "https://waldur.example.com/api/", id };

/** What a server has of a rule that was sent to it. */
function stored(sent: ReturnType<typeof toWire>): WireRule {
  const group = /([^/]+)\/$/.exec(String(sent["remote_group"]))?.[1];
  const rules = [{ ...sent, id: 1, remote_group_uuid: group }];
  const [read] = wireGroup.parse({ uuid: id, state: "OK", tenant_uuid: id, rules }).rules;
  if (read === undefined) throw new Error("there is no rule");
  return read;
}

test("what is sent and read again is the same rule", () => {
  fc.assert(
    fc.property(anyRule, (one) => {
      expect(fromWire(stored(toWire(one, home)), id)).toEqual(one);
    }),
  );
});

const wire = (fields: Partial<WireRule>): WireRule => ({ ...stored(toWire(tcp(443), home)), ...fields });

test.each<[string, Partial<WireRule>, string]>([
  ["no address at all", { cidr: null }, "ingress IPv4 tcp 443 from 0.0.0.0/0"],
  ["an empty address", { cidr: "" }, "ingress IPv4 tcp 443 from 0.0.0.0/0"],
  ["host bits", { cidr: "10.1.2.3/8" }, "ingress IPv4 tcp 443 from 10.0.0.0/8"],
  [
    "IPv6 as somebody wrote it",
    { ethertype: "IPv6", cidr: "2001:0DB8:0::1/32" },
    "ingress IPv6 tcp 443 from 2001:db8::/32",
  ],
  [
    "ICMPv6 as OpenStack calls it",
    { ethertype: "IPv6", cidr: null, protocol: "ipv6-icmp", from_port: -1, to_port: -1 },
    "ingress IPv6 icmp from ::/0",
  ],
  [
    "a protocol's number",
    { protocol: "132", from_port: -1, to_port: -1 },
    "ingress IPv4 sctp from 10.0.0.0/8",
  ],
  [
    "an unknown protocol",
    { protocol: "Weird", from_port: -1, to_port: -1 },
    "ingress IPv4 weird from 10.0.0.0/8",
  ],
])("%s is read", (_, fields, key) => {
  expect(Object.keys(ruleMap([fromWire(wire(fields), id)], ruleReader))).toEqual([key]);
});

test("null ports and protocols, as imported rules have them, are any", () => {
  const raw = {
    id: 1,
    direction: "egress",
    ethertype: "IPv4",
    protocol: null,
    from_port: null,
    to_port: null,
  };
  const { rules } = wireGroup.parse({ uuid: id, state: "OK", tenant_uuid: id, rules: [raw] });
  expect(rules.map((one) => fromWire(one, id))).toEqual([rule({ direction: "egress", protocol: "" })]);
});

test("a rule that stays is sent as it was read", () => {
  const read = wire({ cidr: "10.1.2.3/8", protocol: "132" });
  expect(asRead(read)).toMatchObject({ id: 1, cidr: "10.1.2.3/8", protocol: "132" });
});

test("ICMPv6 of any type goes as its number where the server is known to take numbers", () => {
  const icmp = rule({ ethertype: "IPv6", protocol: "icmp", cidr: "::/0" });
  const ping = { ...icmp, fromPort: 128, toPort: 0 };
  const protocolOf = (one: typeof icmp, numbers?: boolean) => toWire(one, { ...home, numbers }).protocol;
  expect([true, false, undefined].map((numbers) => protocolOf(icmp, numbers))).toEqual([
    "58",
    "icmp",
    "icmp",
  ]);
  expect(protocolOf(ping, true)).toBe("icmp");
  expect(protocolOf({ ...icmp, ethertype: "IPv4", cidr: "0.0.0.0/0" }, true)).toBe("icmp");
  expect(fromWire(stored(toWire(icmp, { ...home, numbers: true })), id)).toEqual(icmp);
});
