import * as e24cloud from "../../provider/e24cloud";
import { serviceNames, services } from "../../provider/net/services";
import * as waldur from "../../provider/waldur";
import { table } from "./tables";

/** The ports of one service: `tcp 53, udp 53`. */
const portsOf = (name: (typeof serviceNames)[number]) =>
  services[name].listens.map(({ protocol, ports }: { protocol: string; ports?: string | number }) =>
    [protocol, ...(ports === undefined ? [] : [String(ports)])].join(" "),
  );

/** The page of all presets. */
export function presetsPage(): string {
  const others = Object.keys(waldur.allow).filter((name) => !(name in services));
  const missing = Object.keys(e24cloud.allow).filter((name) => !(name in services) && !others.includes(name));
  if (missing.length > 0) throw new Error(`presets without a description: ${missing.join(", ")}`);
  return [
    "# Presets",
    "With this page you can find the port that a preset opens, and where the number comes from. `waldur.allow` and `e24cloud.allow` have the same presets.",
    "```ts\n" +
      'import * as waldur from "pulumi-security-groups/waldur";\n\n' +
      'new waldur.SecurityGroup("database", {\n' +
      "  rules: [\n" +
      '    ...waldur.allow.postgresql({ from: "10.20.0.0/16", description: "application servers" }),\n' +
      "    ...waldur.allow.ping(),\n" +
      '    ...waldur.allow.dns({ to: ["192.0.2.53/32"] }),\n' +
      "  ],\n});\n```",
    "A preset returns a list of rules: spread it. YAML, Python and Go have no presets; write `protocol` and `ports` from the table.",
    "## Arguments",
    table(
      ["argument", "meaning", "default"],
      [
        [
          "`from`",
          "sources: a CIDR, a group, the id of a group, or a list of them. Makes ingress rules.",
          "anywhere, unless `to` is set",
        ],
        ["`to`", "destinations, of the same kinds. Makes egress rules.", "no egress rules"],
        ["`description`", "description of each rule; Waldur only", "none"],
      ],
    ),
    "An empty source is refused, so that an unset variable opens nothing. If a source may be missing, write the fallback: `from: office ?? waldur.anywhere`.",
    "A preset makes rules for IPv4 and IPv6, also for a group; a hand-written rule is for one family. At e24cloud a source is a CIDR: its rules cannot name a group.",
    "## Services",
    table(
      ["preset", "protocol and ports", "source of the numbers"],
      [...serviceNames]
        .sort()
        .map((name) => [`\`allow.${name}\``, portsOf(name).join(", "), services[name].source]),
    ),
    "## Other presets",
    table(
      ["preset", "what it allows"],
      others.map((name) => [`\`allow.${name}\``, OTHERS[name] ?? fail(name)]),
    ),
  ].join("\n\n");
}

const OTHERS: Readonly<Record<string, string>> = {
  ping: "echo requests, of ICMP and ICMPv6; the replies need no rule",
  egress: "all traffic to `to`, or to anywhere",
  all: "every protocol and port from `from`, or to `to`",
};

function fail(name: string): never {
  throw new Error(`allow.${name} has no description`);
}
