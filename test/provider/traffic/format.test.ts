import fc from "fast-check";
import { type Family, parseCidr } from "../../../provider/net/ranges";
import {
  type Traffic,
  type TrafficLimits,
  ICMP,
  ICMPV6,
  localCidr,
  remoteCidr,
  remoteGroup,
  traffic,
} from "../../../provider/traffic/traffic";
import { difference, equal } from "../../../provider/traffic/set";
import { trafficChange, formatTraffic } from "../../../provider/traffic/format";
import { boxOf, rule, tcpRule } from "./small-universe";

const cidr = (text: string) => {
  const parsed = parseCidr(text);
  if ("problem" in parsed) throw new Error(parsed.message);
  return parsed;
};
const from = (text: string) => ({ family: cidr(text).family, remote: remoteCidr(cidr(text)) });
const ingress = (limits: Partial<TrafficLimits>): Traffic =>
  traffic({ direction: "ingress", family: "IPv4", ...limits });
const tcp = (ports: TrafficLimits["ports"], limits: Partial<TrafficLimits> = {}) =>
  ingress({ protocol: 6, ...(ports !== undefined && { ports }), ...limits });
const families: Family[] = ["IPv4", "IPv6"];
const anywhere = (limits: Partial<TrafficLimits>) => families.map((family) => ingress({ ...limits, family }));

describe("traffic in words", () => {
  test.each([
    ["a network", [tcp(443, from("10.0.0.0/8"))], ["tcp 443 from 10.0.0.0/8"]],
    [
      "a group",
      [tcp({ from: 9100, to: 9104 }, { remote: remoteGroup("web") })],
      ["tcp 9100-9104 from group web over IPv4"],
    ],
    [
      "a group in both families, once",
      families.map((family) => tcp(5432, { family, remote: remoteGroup("db") })),
      ["tcp 5432 from group db"],
    ],
    [
      "the group itself",
      families.map((family) => tcp(22, { family, remote: remoteGroup("self") })),
      ["tcp 22 from this group"],
    ],
    [
      "all groups but one, besides networks",
      [
        ...difference(anywhere({ protocol: 6, ports: 22 }), [
          tcp(22, { remote: localCidr(cidr("0.0.0.0/0")) }),
          tcp(22, { remote: remoteGroup("db") }),
        ]),
      ],
      ["tcp 22 from ::/0, any group (but group db) over IPv4"],
    ],
    [
      "a group over IPv6",
      [tcp(80, { family: "IPv6", remote: remoteGroup("web") })],
      ["tcp 80 from group web over IPv6"],
    ],
    ["anywhere in both families", anywhere({ protocol: 6, ports: 443 }), ["tcp 443 from anywhere"]],
    ["anywhere in IPv4", [tcp(443)], ["tcp 443 from 0.0.0.0/0"]],
    ["anywhere in IPv6", [tcp(443, { family: "IPv6" })], ["tcp 443 from ::/0"]],
    ["everything", anywhere({}), ["any from anywhere"]],
    ["going out", anywhere({ direction: "egress" }), ["egress any to anywhere"]],
    [
      "going out to a network",
      [tcp(443, { ...from("10.0.0.0/8"), direction: "egress" })],
      ["egress tcp 443 to 10.0.0.0/8"],
    ],
    [
      "own address",
      [tcp(22, { ...from("203.0.113.0/24"), local: localCidr(cidr("10.0.0.7/32")) })],
      ["tcp 22 from 203.0.113.0/24 to 10.0.0.7/32"],
    ],
    [
      "ICMP type and code",
      [ingress({ protocol: ICMP, ports: 8, codes: 0, ...from("10.0.0.0/8") })],
      ["icmp type 8 code 0 from 10.0.0.0/8"],
    ],
    [
      "ICMP in both families",
      [ingress({ protocol: ICMP }), ingress({ protocol: ICMPV6, family: "IPv6" })],
      ["icmp from anywhere"],
    ],
    ["a protocol without a name", [ingress({ protocol: 99 })], ["protocol 99 from 0.0.0.0/0"]],
    ["ports that meet", [tcp(80), tcp(81)], ["tcp 80-81 from 0.0.0.0/0"]],
    ["ports that don't", [tcp(80), tcp(443)], ["tcp 80, 443 from 0.0.0.0/0"]],
    [
      "networks that meet",
      [tcp(80, from("10.0.0.0/9")), tcp(80, from("10.128.0.0/9"))],
      ["tcp 80 from 10.0.0.0/8"],
    ],
    [
      "several networks",
      [tcp(80, from("10.0.0.0/8")), tcp(80, from("192.0.2.0/24")), tcp(80, from("2001:db8::/32"))],
      ["tcp 80 from 10.0.0.0/8, 192.0.2.0/24, 2001:db8::/32"],
    ],
    [
      "several protocols",
      [tcp(53, from("10.0.0.0/8")), ingress({ protocol: 17, ports: 53, ...from("10.0.0.0/8") })],
      ["tcp 53 from 10.0.0.0/8", "udp 53 from 10.0.0.0/8"],
    ],
    ["what another rule has already", [tcp(443), tcp(443, from("10.0.0.0/8"))], ["tcp 443 from 0.0.0.0/0"]],
    ["nothing", [], []],
  ] satisfies [string, Traffic[], string[]][])("%s", (_, set, words) => {
    expect(formatTraffic(set)).toEqual(words);
  });

  test("groups by their names", () => {
    const set = [tcp(22, { remote: remoteGroup("1f0c") })];
    expect(formatTraffic(set, { groupName: (id) => `bastion (${id})` })).toEqual([
      "tcp 22 from group bastion (1f0c) over IPv4",
    ]);
  });

  test("the same words mean the same traffic", () => {
    const rules = fc.array(fc.oneof(rule, tcpRule), { maxLength: 3 });
    let same = 0;
    fc.assert(
      fc.property(rules, rules, (some, others) => {
        const [a, b] = [some.map(boxOf), others.map(boxOf)];
        const alike = formatTraffic(a).toSorted().join() === formatTraffic(b).toSorted().join();
        same += alike ? 1 : 0;
        if (alike) expect(equal(a, b)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(same).toBeGreaterThan(20);
  });
});

describe("a change in words", () => {
  const https = tcp(443);
  const office = tcp(22, from("203.0.113.0/24"));

  test.each([
    ["nothing changes", [https, office], [office, https], [], []],
    ["a rule more", [https], [https, office], ["tcp 22 from 203.0.113.0/24"], []],
    ["a rule less", [https, office], [https], [], ["tcp 22 from 203.0.113.0/24"]],
    [
      "a range widened",
      [tcp({ from: 9100, to: 9102 })],
      [tcp({ from: 9100, to: 9104 })],
      ["tcp 9103-9104 from 0.0.0.0/0"],
      [],
    ],
    [
      "a mask narrowed",
      [tcp(22, from("10.0.0.0/8"))],
      [tcp(22, from("10.0.0.0/9"))],
      [],
      ["tcp 22 from 10.128.0.0/9"],
    ],
    [
      "a network out of another",
      [tcp(22, from("10.0.0.0/24"))],
      [tcp(22, from("10.0.0.5/32"))],
      [],
      ["tcp 22 from 10.0.0.0-10.0.0.4, 10.0.0.6-10.0.0.255"],
    ],
    [
      "from anywhere to a network",
      [tcp(22)],
      [tcp(22, from("10.0.0.0/8"))],
      [],
      ["tcp 22 from 0.0.0.0/0 (10.0.0.0/8 keeps it)"],
    ],
    [
      "from three networks to anywhere",
      ["10.0.0.0/8", "192.0.2.0/24", "2001:db8::/32"].map((network) => tcp(22, from(network))),
      anywhere({ protocol: 6, ports: 22 }),
      ["tcp 22 from anywhere (3 networks had it)"],
      [],
    ],
    [
      "one family alone, and a network of the other",
      [tcp(22, from("10.0.0.0/8"))],
      [tcp(22), tcp(22, from("2001:db8::/32"))],
      ["tcp 22 from 2001:db8::/32, 0.0.0.0/0 (10.0.0.0/8 had it)"],
      [],
    ],
    [
      "from nearly anywhere to nothing",
      [tcp(22, from("0.0.0.0/1")), tcp(22, from("192.0.0.0/2")), tcp(22, { remote: remoteGroup("a") })],
      [],
      [],
      ["tcp 22 from 0.0.0.0/1, 192.0.0.0/2, group a over IPv4"],
    ],
    [
      "from a group to it and anywhere",
      families.map((family) => tcp(22, { family, remote: remoteGroup("a") })),
      anywhere({ protocol: 6, ports: 22 }),
      ["tcp 22 from anywhere (group a had it)"],
      [],
    ],
    [
      "from anywhere to a group",
      [tcp(22)],
      [tcp(22, { remote: remoteGroup("a") })],
      [],
      ["tcp 22 from 0.0.0.0/0 (group a keeps it)"],
    ],
    [
      "from anywhere to the two halves of it",
      [tcp(22)],
      [tcp(22, from("0.0.0.0/1")), tcp(22, from("128.0.0.0/1"))],
      [],
      [],
    ],
    [
      "from the two halves of one port to anywhere, and another port",
      [tcp(22, from("::/1")), tcp(22, from("8000::/1"))],
      [tcp({ from: 22, to: 23 }, { family: "IPv6" })],
      ["tcp 23 from ::/0"],
      [],
    ],
    [
      "one port less than all",
      [ingress({})],
      [ingress({ protocol: 6, ports: 22 })],
      [],
      ["any but tcp 22 from 0.0.0.0/0"],
    ],
    [
      "all but one port from one network",
      [ingress({})],
      [tcp(22, from("10.0.0.0/8"))],
      [],
      ["any but tcp 22 from 0.0.0.0/0", "tcp 22 from 0.0.0.0/0 (10.0.0.0/8 keeps it)"],
    ],
  ] satisfies [string, Traffic[], Traffic[], string[], string[]][])("%s", (_, old, wanted, opens, closes) => {
    expect(trafficChange(old, wanted)).toEqual({ opens, closes });
  });
});
