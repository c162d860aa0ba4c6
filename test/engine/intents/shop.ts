import { parse } from "yaml";
import type { Argument, Arguments, Resource, Resources } from "../modes/provider-mode";

// A web shop in three stacks and both clouds, 30 intents about it, and for each an edit that breaks it.

/** Ids of what the shop does not make itself. */
export interface Others {
  readonly bastion: string;
  readonly metrics: string;
  readonly staging: string;
  readonly server: string;
  readonly worker: string;
}

const rule = (protocol: string, ports: number | string, peer: Arguments = {}): Arguments => ({
  protocol,
  ports,
  ...peer,
});
const tcp = (ports: number | string, peer: Arguments = {}) => rule("tcp", ports, peer);
const from = (name: string) => ({ remoteGroup: { from: name } });
const cidr = (network: string) => ({ cidr: network });
const WORLD = cidr("0.0.0.0/0");
const egress = { direction: "egress" };
const OUT = { ...egress, ...WORLD };
const group = (...rules: Arguments[]): Resource => ({ type: "waldur:SecurityGroup", args: { rules } });

/** The stacks whose groups the shop names by their ids. */
export const network: Resources = {
  bastion: group(tcp(22, cidr("203.0.113.0/24")), { ...egress, ...tcp(22, WORLD) }),
  metrics: group({ ...egress, ...tcp("9100-9104", WORLD) }),
};
export const staging: Resources = { staging: group(tcp(443, cidr("198.51.100.0/24")), OUT) };

export const shop = (others: Others): Resources => {
  const of = (id: string) => ({ remoteGroup: id });
  return {
    balancer: group(tcp(443, WORLD), tcp(443, { ethertype: "IPv6" }), { ...egress, ...tcp(8080, WORLD) }),
    web: group(tcp(8080, from("balancer")), tcp(22, of(others.bastion)), { ...egress, ...tcp(8443, WORLD) }),
    app: group(tcp(8443, from("web")), tcp(9100, of(others.metrics)), { ...egress, ...tcp(5432, WORLD) }),
    database: group(tcp(5432, from("app")), tcp(5432, of("self")), tcp(22, of(others.bastion)), {
      ...egress,
      ...tcp(5432, of("self")),
    }),
    admin: group(tcp(22, of(others.bastion)), OUT),
    vault: group(tcp(8200, { cidr: { secret: "10.9.0.0/24" } })),
    api: { type: "waldur:SecurityGroup", args: {} },
    apiRules: {
      type: "waldur:SecurityGroupRules",
      args: { securityGroup: { from: "api" }, rules: [tcp(8081, from("web"))] },
    },
    edge: {
      type: "e24cloud:FirewallGroup",
      args: {
        rules: [
          { direction: "IN", protocol: "TCP", ports: 443 },
          { direction: "IN", protocol: "TCP", ports: 22, cidrs: ["203.0.113.0/24"] },
          { direction: "OUT" },
        ],
        active: true,
        defaultRules: "remove",
      },
    },
    office: { type: "e24cloud:FirewallGroup", args: { active: true } },
    db: attachment(others.server, "database"),
    worker: attachment(others.worker, "web", "api"),
  };
};

const attachment = (instance: string, ...groups: string[]): Resource => ({
  type: "waldur:SecurityGroupAttachment",
  args: { instance, securityGroups: groups.map((name) => ({ from: name })), exclusive: true },
});

/** Changes one resource. */
type Edit = readonly [name: string, change: (args: Arguments) => Arguments];

const isList = (value: unknown): value is readonly Argument[] => Array.isArray(value);
const listOf = (value: Argument | undefined): readonly Argument[] => (isList(value) ? value : []);
const add = (name: string, ...rules: Arguments[]): Edit => [
  name,
  (args) => ({ ...args, rules: [...listOf(args["rules"]), ...rules] }),
];
const set = (name: string, changed: Arguments): Edit => [name, (args) => ({ ...args, ...changed })];
/** Leaves out the rules that contain a string. */
const drop = (name: string, text: string): Edit => [
  name,
  (args) => ({ ...args, rules: listOf(args["rules"]).filter((one) => !JSON.stringify(one).includes(text)) }),
];

export interface Case {
  /** Cases of one batch are shown in one preview: their edits do not undo each other. */
  readonly batch: "first" | "second" | "third";
  readonly kind: "never" | "always";
  /** As a file has it. */
  readonly intent: string;
  readonly edits: readonly Edit[];
  /** Whether somebody else makes the edit, live. */
  readonly isByHand?: boolean;
}

const never = (batch: Case["batch"], intent: string, ...edits: Edit[]): Case => ({
  batch,
  kind: "never",
  intent,
  edits,
});
const always = (batch: Case["batch"], intent: string, ...edits: Edit[]): Case => ({
  ...never(batch, intent, ...edits),
  kind: "always",
});

export const casesOf = ({ metrics, staging: stage, server, worker }: Others): readonly Case[] => [
  never("first", "from: world, to: database", add("database", tcp(5432, WORLD))),
  never(
    "first",
    "from: world, to: admin, tcp: 22",
    add("admin", tcp(22, { ethertype: "IPv6", cidr: "::/0" })),
  ),
  never("first", "from: world, to: app", add("app", rule("udp", 53, cidr("0.0.0.0/1")))),
  never(
    "first",
    "from: world, to: web, except: [{ service: https }]",
    add("web", tcp(443, WORLD), tcp(80, WORLD)),
  ),
  never(
    "first",
    `from: "${stage}", to: [app, admin], unknown: error`,
    add("app", tcp(8444, { remoteGroup: stage })),
  ),
  never(
    "first",
    `from: { group: "${stage}", addresses: [10.9.0.0/16] }, to: admin, indirect: true, unknown: error`,
    add("web", tcp(22, { remoteGroup: stage }), { ...egress, ...tcp(22, WORLD) }),
    add("admin", tcp(22, from("web"))),
  ),
  never("second", "from: web, to: database", add("database", tcp(5432, from("web"))), add("web", OUT)),
  never("second", "from: balancer, to: app, tcp: 1-65535", add("app", tcp(8080, from("balancer")))),
  never(
    "second",
    "from: 198.51.100.0/24, to: balancer, tcp: 22",
    add("balancer", tcp(22, cidr("198.51.100.7/32"))),
  ),
  never("second", "from: database, to: world", add("database", OUT)),
  never(
    "third",
    "from: database, to: 203.0.113.0/24",
    add("database", { ...egress, ...tcp(25, cidr("203.0.113.25/32")) }),
  ),
  never(
    "first",
    "from: world, to: edge, tcp: 22",
    add("edge", { direction: "IN", protocol: "TCP", ports: 22 }),
  ),
  never("second", "from: world, to: edge, udp: 53", set("edge", { active: false })),
  { ...never("second", "from: world, to: office, tcp: 3306"), isByHand: true },
  never(
    "third",
    "from: world, to: data*, service: postgresql",
    add("database", tcp("5430-5440", cidr("0.0.0.0/1"))),
  ),
  never(
    "third",
    `from: world, to: { server: "${server}" }`,
    set("db", { securityGroups: [{ from: "database" }, { from: "admin" }] }),
    add("admin", { protocol: "icmp", ...WORLD }),
  ),
  never("first", `from: world, to: { server: "${worker}" }, tcp: 8081`, add("apiRules", tcp(8081, WORLD))),
  never("third", "from: world, to: api", add("apiRules", tcp(9000, WORLD))),
  never(
    "second",
    "from: { group: admin, addresses: [10.9.0.0/16] }, to: database, tcp: 5433",
    add("database", tcp(5433, cidr("10.0.0.0/8"))),
  ),
  never("third", "from: admin, to: app", add("app", tcp(9999, cidr("10.0.0.0/8")))),
  never(
    "third",
    `from: "${stage}", to: database, unknown: error`,
    add("database", { protocol: "icmp", remoteGroup: stage }),
  ),
  never("third", "from: world, to: vault", add("vault", tcp(8201, { cidr: { secret: "0.0.0.0/0" } }))),
  never("third", "from: world, to: web, tcp: 3000, level: warn", add("web", tcp(3000, WORLD))),
  always("second", "from: app, to: database, service: postgresql", drop("database", '"app"')),
  always("first", "from: app, to: database, tcp: 5432", drop("app", "egress")),
  always(
    "first",
    "from: world, to: balancer, service: https",
    drop("balancer", "443"),
    add("balancer", tcp(443, cidr("0.0.0.0/1"))),
  ),
  always(
    "third",
    "from: 203.0.113.0/24, to: edge, service: ssh",
    drop("edge", "203"),
    add("edge", { direction: "IN", protocol: "TCP", ports: 22, cidrs: ["203.0.113.0/25"] }),
  ),
  always("second", `from: "${metrics}", to: app, tcp: 9100, unknown: ignore`, drop("app", metrics)),
  always("third", "from: world, to: edge, service: https", drop("edge", "443")),
  always("second", "from: database, to: database, service: postgresql", drop("database", "self")),
];

/** The shop with all edits of a batch. */
export function edited(resources: Resources, cases: readonly Case[]): Resources {
  const changed: Record<string, Resource> = { ...resources };
  for (const [name, change] of cases.flatMap(({ edits }) => edits)) {
    const one = changed[name];
    if (one === undefined) throw new Error(`the shop has no ${name}`);
    changed[name] = { ...one, args: change(one.args) };
  }
  return changed;
}

/** The intents as a file. */
export function fileOf(cases: readonly Case[]): string {
  const list = (kind: Case["kind"]) =>
    cases.filter((one) => one.kind === kind).map(({ intent }) => `  - { ${intent} }`);
  return ["never:", ...list("never"), "always:", ...list("always"), ""].join("\n");
}

/** The intents as a program in TypeScript has them: groups by their variables. */
export function codeOf(cases: readonly Case[], resources: Resources): string {
  const names = Object.keys(resources);
  const end = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(end).join()}]`;
    if (typeof value !== "string") {
      const fields = Object.entries(value as object).map(
        ([name, one]) => `${name}: ${name === "group" ? end(one) : JSON.stringify(one)}`,
      );
      return `{ ${fields.join()} }`;
    }
    const named = names.find(
      (name) => name === value || (value.endsWith("*") && name.startsWith(value.slice(0, -1))),
    );
    return named ?? JSON.stringify(value);
  };
  const { never: forbidden, always: wanted } = parse(fileOf(cases)) as Record<Case["kind"], object[]>;
  const list = (some: readonly object[]) =>
    some.map((one) => {
      const fields = Object.entries(one).map(
        ([name, value]) =>
          `${name}: ${name === "from" || name === "to" ? end(value) : JSON.stringify(value)}`,
      );
      return `{ ${fields.join()} }`;
    });
  return `import { intents } from "pulumi-security-groups/intents";
intents({ never: [${list(forbidden).join()}], always: [${list(wanted).join()}] });`;
}
