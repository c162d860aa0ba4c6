import { checkIntents } from "../../intents/check";
import { inModel, parseIntents } from "../../intents/file";
import { modelOfRegistered, type Registered } from "../../intents/registered";
import { UNKNOWN } from "../../provider/rules/rule-map";

/** Resources of a web shop in three stacks and both clouds, by their names: what state or a preview has of each. */
type Shop = Record<string, { type: string; id?: string | undefined; props: Record<string, unknown> }>;

const id = (number: number) => String(number).padStart(32, "0");
const ids = {
  balancer: id(1),
  web: id(2),
  app: id(3),
  database: id(4),
  bastion: id(5),
  staging: id(6),
  metrics: id(7),
  admin: id(8),
};

const keyed = (...keys: string[]) => Object.fromEntries(keys.map((key) => [key, {}]));
const OUT = ["egress IPv4 any to 0.0.0.0/0", "egress IPv6 any to ::/0"];
const group = (own: string, ...keys: string[]) => ({
  type: "pulumi-nodejs:dynamic/waldur:SecurityGroup",
  id: own,
  props: { rules: keyed(...keys), unmanagedRules: {}, state: "OK" } as Record<string, unknown>,
});
const firewall = (...keys: string[]) => ({
  type: "security-groups:e24cloud:FirewallGroup",
  id: "edge-id",
  props: { rules: keyed(...keys), unmanagedRules: {}, active: true, virtualMachines: ["vm-1"] } as Record<
    string,
    unknown
  >,
});
const attachment = (instance: string, securityGroups: string[], exclusive: boolean) => ({
  type: "pulumi-nodejs:dynamic/waldur:SecurityGroupAttachment",
  id: `instance/${instance}`,
  props: { instance, securityGroups, exclusive, targetName: "db-1" } as Record<string, unknown>,
});

const DB_SERVER = id(40);

const shop = (): Shop => ({
  // Stack network.
  bastion: group(ids.bastion, "ingress IPv4 tcp 22 from 203.0.113.0/24", "egress IPv4 tcp 22 to 0.0.0.0/0"),
  metrics: group(ids.metrics, `egress IPv4 tcp 9100-9104 to 0.0.0.0/0`),
  // Stack shop, which names the groups of the others by their ids.
  balancer: group(
    ids.balancer,
    "ingress IPv4 tcp 443 from 0.0.0.0/0",
    "ingress IPv6 tcp 443 from ::/0",
    `egress IPv4 tcp 8080 to group ${ids.web}`,
  ),
  web: group(
    ids.web,
    `ingress IPv4 tcp 8080 from group ${ids.balancer}`,
    `ingress IPv4 tcp 22 from group ${ids.bastion}`,
    `egress IPv4 tcp 8443 to group ${ids.app}`,
  ),
  app: group(
    ids.app,
    `ingress IPv4 tcp 8443 from group ${ids.web}`,
    `ingress IPv4 tcp 9100 from group ${ids.metrics}`,
    `egress IPv4 tcp 5432 to group ${ids.database}`,
  ),
  database: group(
    ids.database,
    `ingress IPv4 tcp 5432 from group ${ids.app}`,
    "ingress IPv4 tcp 5432 from this group",
    `ingress IPv4 tcp 22 from group ${ids.bastion}`,
    `egress IPv4 tcp 5432 to this group`,
  ),
  admin: group(ids.admin, `ingress IPv4 tcp 22 from group ${ids.bastion}`, ...OUT),
  db: attachment(DB_SERVER, [ids.database], true),
  edge: firewall(
    "ingress tcp 443 from anywhere",
    "ingress tcp 22 from 203.0.113.0/24",
    "egress any to anywhere",
  ),
  // Stack staging.
  staging: group(ids.staging, "ingress IPv4 tcp 443 from 198.51.100.0/24", ...OUT),
});

type Edit = (shop: Shop) => void;
const rules = (some: Shop, name: string) => some[name]?.props["rules"] as Record<string, unknown>;
const add =
  (name: string, ...keys: string[]): Edit =>
  (some) =>
    void Object.assign(rules(some, name), keyed(...keys));
const drop =
  (name: string, part: string): Edit =>
  (some) => {
    const own = rules(some, name);
    for (const key of Object.keys(own)) if (key.includes(part)) Reflect.deleteProperty(own, key);
  };
const set =
  (name: string, props: Record<string, unknown>): Edit =>
  (some) =>
    void Object.assign(some[name]?.props ?? {}, props);
const pending =
  (name: string, key: string): Edit =>
  (some) =>
    void Object.assign(rules(some, name), { [key]: UNKNOWN });
const unmanaged = (name: string, key: string): Edit => set(name, { unmanagedRules: keyed(key) });

const SSH = "ingress IPv4 tcp 22 from 0.0.0.0/0";

/** Each intent with an edit that breaks it. */
const cases: readonly (readonly [intent: string, edit: Edit])[] = [
  ["never: [{ from: world, to: database }]", add("database", "ingress IPv4 tcp 5432 from 0.0.0.0/0")],
  ["never: [{ from: world, to: admin, tcp: 22 }]", add("admin", "ingress IPv6 tcp 22 from ::/0")],
  ["never: [{ from: world, to: app }]", add("app", "ingress IPv4 udp 53 from 0.0.0.0/1")],
  [
    "never: [{ from: world, to: web, except: [{ service: https }] }]",
    add("web", "ingress IPv4 tcp 443 from 0.0.0.0/0", "ingress IPv4 tcp 80 from 0.0.0.0/0"),
  ],
  [
    "never: [{ from: staging, to: [app, database] }]",
    add("app", `ingress IPv4 tcp 8443 from group ${ids.staging}`),
  ],
  [
    "never: [{ from: { group: staging, addresses: [10.9.0.0/16] }, to: admin, indirect: true, unknown: ignore }]",
    add("bastion", `ingress IPv4 tcp 22 from group ${ids.staging}`),
  ],
  [
    "never: [{ from: web, to: database }]",
    (some) => {
      add("database", `ingress IPv4 tcp 5432 from group ${ids.web}`)(some);
      add("web", ...OUT)(some);
    },
  ],
  [
    "never: [{ from: balancer, to: app, tcp: 1-65535 }]",
    (some) => {
      add("app", `ingress IPv4 tcp 8443 from group ${ids.balancer}`)(some);
      add("balancer", ...OUT)(some);
    },
  ],
  [
    "never: [{ from: 198.51.100.0/24, to: bastion }]",
    add("bastion", "ingress IPv4 tcp 22 from 198.51.100.7/32"),
  ],
  [
    "never: [{ from: 10.0.0.0/8, to: staging, service: https }]",
    add("staging", "ingress IPv4 tcp 443 from 10.1.0.0/16"),
  ],
  ["never: [{ from: database, to: world }]", add("database", OUT[0] ?? "")],
  [
    "never: [{ from: database, to: 203.0.113.0/24 }]",
    add("database", "egress IPv4 tcp 25 to 203.0.113.25/32"),
  ],
  ["never: [{ from: world, to: edge, tcp: 22 }]", add("edge", "ingress tcp 22 from anywhere")],
  ["never: [{ from: world, to: edge, udp: 53 }]", set("edge", { active: false })],
  [
    "never: [{ from: world, to: { server: vm-1 }, tcp: 3306, unknown: ignore }]",
    unmanaged("edge", "ingress tcp 3306 from anywhere"),
  ],
  [
    "never: [{ from: world, to: data*, service: postgresql }]",
    unmanaged("database", "ingress IPv4 tcp 5432 from 0.0.0.0/0"),
  ],
  [
    `never: [{ from: world, to: { server: "${DB_SERVER}" } }]`,
    (some) => {
      set("db", { securityGroups: [ids.database, ids.admin] })(some);
      add("admin", SSH)(some);
    },
  ],
  [
    "never: [{ from: world, to: database }]",
    (some) => {
      set("db", { securityGroups: [ids.database, ids.admin] })(some);
      add("admin", SSH)(some);
    },
  ],
  ["never: [{ from: world, to: database }]", add("database", "ingress IPv4 all from 10.0.0.0/8")],
  [
    "never: [{ from: world, to: database, unknown: error }]",
    pending("database", "ingress tcp 5432 from (unknown 1)"),
  ],
  [
    "never: [{ from: { group: staging, addresses: [10.9.0.0/16] }, to: database }]",
    add("database", "ingress IPv4 tcp 5432 from 10.0.0.0/8"),
  ],
  [
    `never: [{ from: staging, to: "${ids.admin}" }]`,
    add("admin", `ingress IPv4 icmp from group ${ids.staging}`),
  ],
  [
    "never: [{ from: world, to: metrics, level: warn }]",
    add("metrics", "ingress IPv4 tcp 3000 from 0.0.0.0/0"),
  ],
  ["always: [{ from: app, to: database, service: postgresql }]", drop("database", "5432 from group")],
  ["always: [{ from: app, to: database, tcp: 5432 }]", drop("app", "egress")],
  [
    "always: [{ from: world, to: balancer, service: https }]",
    (some) => {
      drop("balancer", "0.0.0.0/0")(some);
      add("balancer", "ingress IPv4 tcp 443 from 0.0.0.0/1")(some);
    },
  ],
  [
    "always: [{ from: 203.0.113.0/24, to: bastion, service: ssh }]",
    (some) => {
      drop("bastion", "203")(some);
      add("bastion", "ingress IPv4 tcp 22 from 203.0.113.0/25")(some);
    },
  ],
  [
    "always: [{ from: metrics, to: app, tcp: 9100 }]",
    set("app", { state: "ERRED", errorMessage: "no quota" }),
  ],
  ["always: [{ from: world, to: edge, service: https }]", drop("edge", "443")],
  ["always: [{ from: database, to: database, service: postgresql }]", drop("database", "this group")],
];

function verdict(intent: string, edit: Edit): string {
  const edited = shop();
  edit(edited);
  const resources = Object.entries(edited).map(([title, one]): readonly [object, Registered] => [
    one,
    { type: one.type, title, id: one.id, props: one.props, isSecret: false, references: {} },
  ]);
  const own = modelOfRegistered(new Map(resources)).model;
  const { intents, model } = inModel(parseIntents(intent, "intents.yaml"), own, "intents.yaml");
  const found = checkIntents(intents, { usual: model, strict: model });
  return found.map(({ level, text }) => `${level}: ${text}`).join(" | ");
}

test("30 intents over the shop hold, and each is broken by an edit, in these words", () => {
  expect(cases).toHaveLength(30);
  expect(
    cases.filter(([intent]) => verdict(intent, () => undefined) !== "").map(([intent]) => intent),
  ).toEqual([]);
  expect(cases.map(([intent, edit]) => `${intent}\n  ${verdict(intent, edit)}`).join("\n"))
    .toMatchInlineSnapshot(`
    "never: [{ from: world, to: database }]
      error: database is reachable from the world: tcp 5432, by rule "ingress IPv4 tcp 5432 from 0.0.0.0/0" of database
    never: [{ from: world, to: admin, tcp: 22 }]
      error: admin is reachable from the world: tcp 22, by rule "ingress IPv6 tcp 22 from ::/0" of admin
    never: [{ from: world, to: app }]
      error: app is reachable from the world: udp 53, by rule "ingress IPv4 udp 53 from 0.0.0.0/1" of app
    never: [{ from: world, to: web, except: [{ service: https }] }]
      error: web is reachable from the world: tcp 80, by rule "ingress IPv4 tcp 80 from 0.0.0.0/0" of web
    never: [{ from: staging, to: [app, database] }]
      error: app is reachable from staging: tcp 8443, by rule "ingress IPv4 tcp 8443 from group staging" of app and rule "egress IPv4 any to 0.0.0.0/0" of staging
    never: [{ from: { group: staging, addresses: [10.9.0.0/16] }, to: admin, indirect: true, unknown: ignore }]
      error: admin is reachable from staging: tcp 22 to bastion by rule "ingress IPv4 tcp 22 from group staging" of bastion and rule "egress IPv4 any to 0.0.0.0/0" of staging, then tcp 22 to admin by rule "ingress IPv4 tcp 22 from group bastion" of admin and rule "egress IPv4 tcp 22 to 0.0.0.0/0" of bastion
    never: [{ from: web, to: database }]
      error: database is reachable from web: tcp 5432, by rule "ingress IPv4 tcp 5432 from group web" of database and rule "egress IPv4 any to 0.0.0.0/0" of web
    never: [{ from: balancer, to: app, tcp: 1-65535 }]
      error: app is reachable from balancer: tcp 8443, by rule "ingress IPv4 tcp 8443 from group balancer" of app and rule "egress IPv4 any to 0.0.0.0/0" of balancer
    never: [{ from: 198.51.100.0/24, to: bastion }]
      error: bastion is reachable from 198.51.100.0/24: tcp 22, by rule "ingress IPv4 tcp 22 from 198.51.100.7/32" of bastion
    never: [{ from: 10.0.0.0/8, to: staging, service: https }]
      error: staging is reachable from 10.0.0.0/8: tcp 443, by rule "ingress IPv4 tcp 443 from 10.1.0.0/16" of staging
    never: [{ from: database, to: world }]
      error: the world is reachable from database: any, by rule "egress IPv4 any to 0.0.0.0/0" of database
    never: [{ from: database, to: 203.0.113.0/24 }]
      error: 203.0.113.0/24 is reachable from database: tcp 25, by rule "egress IPv4 tcp 25 to 203.0.113.25/32" of database
    never: [{ from: world, to: edge, tcp: 22 }]
      error: edge is reachable from the world: tcp 22, by rule "ingress tcp 22 from anywhere" of edge
    never: [{ from: world, to: edge, udp: 53 }]
      error: edge is reachable from the world: udp 53, by its firewall, which is off and allows everything (edge)
    never: [{ from: world, to: { server: vm-1 }, tcp: 3306, unknown: ignore }]
      error: vm-1 is reachable from the world: tcp 3306, by rule "ingress tcp 3306 from anywhere" of edge
    never: [{ from: world, to: data*, service: postgresql }]
      error: database is reachable from the world: tcp 5432, by rule "ingress IPv4 tcp 5432 from 0.0.0.0/0" of database
    never: [{ from: world, to: { server: "00000000000000000000000000000040" } }]
      error: db-1 is reachable from the world: tcp 22, by rule "ingress IPv4 tcp 22 from 0.0.0.0/0" of admin
    never: [{ from: world, to: database }]
      error: database is reachable from the world: tcp 22, by rule "ingress IPv4 tcp 22 from 0.0.0.0/0" of admin
    never: [{ from: world, to: database }]
      error: database may be reachable from the world: any, by rule "ingress IPv4 all from 10.0.0.0/8" of database
    never: [{ from: world, to: database, unknown: error }]
      error: whether database is reachable from the world is not known: it may be, tcp 5432, by rule "ingress tcp 5432 from (unknown 1)" of database. Only pulumi up shows it, or addresses of the ends
    never: [{ from: { group: staging, addresses: [10.9.0.0/16] }, to: database }]
      error: database is reachable from staging: tcp 5432, by rule "ingress IPv4 tcp 5432 from 10.0.0.0/8" of database and rule "egress IPv4 any to 0.0.0.0/0" of staging
    never: [{ from: staging, to: "00000000000000000000000000000008" }]
      error: admin is reachable from staging: icmp, by rule "ingress IPv4 icmp from group staging" of admin and rule "egress IPv4 any to 0.0.0.0/0" of staging
    never: [{ from: world, to: metrics, level: warn }]
      warn: metrics is reachable from the world: tcp 3000, by rule "ingress IPv4 tcp 3000 from 0.0.0.0/0" of metrics
    always: [{ from: app, to: database, service: postgresql }]
      error: database is not reachable from app: tcp 5432: no rule of database lets it in; the nearest is "ingress IPv4 tcp 5432 from this group", which differs in other side
    always: [{ from: app, to: database, tcp: 5432 }]
      error: database is not reachable from app: tcp 5432: no rule of app lets it out
    always: [{ from: world, to: balancer, service: https }]
      error: balancer is not reachable from the world: tcp 443: the rules of balancer let only a part of it in
    always: [{ from: 203.0.113.0/24, to: bastion, service: ssh }]
      error: bastion is not reachable from 203.0.113.0/24: tcp 22: the rules of bastion let only a part of it in
    always: [{ from: metrics, to: app, tcp: 9100 }]
      error: app is not reachable from metrics: tcp 9100: no rule of app lets it in
    always: [{ from: world, to: edge, service: https }]
      error: edge is not reachable from the world: tcp 443: no rule of edge lets it in; the nearest is "ingress tcp 22 from 203.0.113.0/24", which differs in port
    always: [{ from: database, to: database, service: postgresql }]
      error: database is not reachable from database: tcp 5432: no rule of database lets it in; the nearest is "ingress IPv4 tcp 5432 from group app", which differs in other side"
  `);
});
