import { lintRules } from "../../../provider/traffic/lint";
import { allKnown, readRules } from "../../../provider/rules/rule-map";
import { ruleTraffic as e24cloudTraffic } from "../../../provider/e24cloud/rule/traffic";
import { ruleReader as e24cloud } from "../../../provider/e24cloud/rule/parse";
import { ruleTraffic } from "../../../provider/waldur/rule/traffic";
import { ruleReader } from "../../../provider/waldur/rule/parse";

type Fields = Record<string, unknown>;

/** What is found in rules as a Waldur program writes them, as `kind: message`. */
function found(...rules: Fields[]): string[] {
  const { rules: read, problems } = readRules(rules, ruleReader);
  expect(problems).toEqual([]);
  if (!allKnown(read)) throw new Error("not all is known");
  const keyed = Object.entries(read).map(([key, rule]) => ({ key, traffic: ruleTraffic(rule) }));
  return lintRules(keyed).map(({ kind, key, message }) => {
    expect(message).toContain(`"${key}"`);
    return `${kind}: ${message}`;
  });
}

const world = "0.0.0.0/0";

test.each([
  ["ssh", { ports: 22, cidr: world }, "open-ssh", "opens ssh to the world: name the networks that need it"],
  ["ssh, IPv6", { ports: 22, cidr: "::/0" }, "open-ssh", "opens ssh to"],
  ["half of the world", { ports: 22, cidr: "128.0.0.0/1" }, "open-ssh", "opens ssh to"],
  ["all addresses in use", { ports: 22, cidr: "2000::/3" }, "open-ssh", "opens ssh to"],
  ["rdp", { ports: "3380-3390", cidr: world }, "open-rdp", "opens rdp to"],
  ["databases", { ports: "3306-5500", cidr: world }, "open-database", "opens mysql, postgresql to"],
  ["all ports", { ports: "1-65535", cidr: world }, "open-all-ports", "opens all ports to the world"],
  ["a whole protocol", { cidr: "::/0" }, "open-all-ports", "opens all ports to the world"],
])("open to the world: %s", (_, rule, kind, message) => {
  const [finding, ...others] = found({ protocol: "tcp", ...rule }).filter((one) => one.startsWith(kind));
  expect(finding).toContain(message);
  expect(others).toEqual([]);
});

test("any protocol is all ports, once", () => {
  expect(found({ cidr: world })).toEqual([
    'open-all-ports: "ingress IPv4 any from 0.0.0.0/0" opens all ports to the world: name the ports that must be reached',
  ]);
});

test.each([
  ["a network", { protocol: "tcp", ports: 22, cidr: "203.0.113.0/24" }],
  ["a private network", { protocol: "tcp", ports: 5432, cidr: "10.0.0.0/8" }],
  ["a group", { protocol: "tcp", ports: 22, remoteGroup: "self" }],
  ["egress", { direction: "egress", protocol: "tcp", ports: 22, cidr: world }],
  ["https", { protocol: "tcp", ports: 443, cidr: world }],
  ["ping", { protocol: "icmp", icmpType: 8, cidr: world }],
  ["all of ICMP", { protocol: "icmp", cidr: world }],
])("nothing about %s", (_, rule) => {
  expect(found(rule)).toEqual([]);
});

test("a shadowed rule, and none that only several others cover together", () => {
  const tcp = { protocol: "tcp", cidr: "10.0.0.0/8" };
  expect(
    found(
      { ...tcp, ports: "8000-8080" },
      { ...tcp, ports: 8000, cidr: "10.1.0.0/16" },
      { ...tcp, ports: "8081-8090" },
      { ...tcp, ports: "8070-8085", cidr: "10.2.0.0/16" },
      { ...tcp, ports: "8080-8099", cidr: "10.2.0.0/16" },
    ),
  ).toEqual([
    'shadowed: "ingress IPv4 tcp 8000 from 10.1.0.0/16" is redundant: "ingress IPv4 tcp 8000-8080 from 10.0.0.0/8" allows all of it',
  ]);
});

test("a rule of e24cloud counts for both families", () => {
  const { rules } = readRules(
    [
      { protocol: "tcp", ports: 22 },
      { protocol: "tcp", ports: 22, srcAddress: "2001:db8::/32" },
    ],
    e24cloud,
  );
  if (!allKnown(rules)) throw new Error("not all is known");
  const keyed = Object.entries(rules).map(([key, rule]) => ({ key, traffic: e24cloudTraffic(rule) }));
  expect(lintRules(keyed).map(({ kind, key }) => [kind, key])).toEqual([
    ["open-ssh", "ingress tcp 22 from anywhere"],
    ["shadowed", "ingress tcp 22 from 2001:db8::/32"],
  ]);
});
