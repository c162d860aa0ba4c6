import { type Clouds, program, startClouds } from "../harness/clouds";
import { handMade, handMadeRules, idIn } from "../harness/hand-made";
import { succeeded, useEngine } from "../harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeAll(async () => {
  clouds = await startClouds();
});
afterAll(() => clouds.close());

/** A shop in both clouds. `edit` breaks one intent, or several. */
const shop = program(`
  import { intents } from "pulumi-security-groups/intents";
  const edit = new pulumi.Config("shop").get("edit") ?? "";
  const when = (name, ...rules) => (edit.split(",").includes(name) ? rules : []);
  const app = new waldur.SecurityGroup("app", { rules: [...waldur.allow.egress()] });
  const staging = new waldur.SecurityGroup("staging", { rules: [...waldur.allow.egress()] });
  const bastion = new waldur.SecurityGroup("bastion", {
    rules: [
      ...waldur.allow.ssh({ from: "203.0.113.0/24" }),
      ...when("hop", { protocol: "tcp", ports: 22, remoteGroup: staging }),
      ...waldur.allow.egress(),
    ],
  });
  const database = new waldur.SecurityGroup("database", {
    rules: [
      ...(edit.includes("closed") ? [] : [{ protocol: "tcp", ports: 5432, remoteGroup: app }]),
      { protocol: "tcp", ports: 22, remoteGroup: bastion },
      ...when("world", { protocol: "tcp", ports: 5432, cidr: "0.0.0.0/0" }),
      ...when("staging", { protocol: "tcp", ports: 5432, remoteGroup: staging }),
      ...when("later", { protocol: "tcp", ports: 5432, cidr: app.id.apply(() => "0.0.0.0/0") }),
    ],
  }, {
    transforms: edit === "transform" ? [({ props, opts }) => ({
      props: { ...props, rules: [{ protocol: "tcp", ports: 3306, cidr: "0.0.0.0/0" }] }, opts,
    })] : [],
  });
  const edge = new e24cloud.FirewallGroup("edge", {
    rules: [...e24cloud.allow.https(), ...when("ssh", { direction: "IN", protocol: "TCP", ports: 22 })],
    active: edit !== "off",
    defaultRules: "remove",
  });
  intents({
    never: [
      { from: "world", to: database },
      { from: "world", to: edge, tcp: 22 },
      { from: { group: staging, addresses: ["10.2.0.0/16"] }, to: database, indirect: true },
    ],
    always: [
      { from: app, to: database, service: "postgresql" },
      { from: "203.0.113.0/24", to: bastion, service: "ssh" },
      { from: "world", to: edge, service: "https" },
    ],
  });
`);

const open = async (edit = "") =>
  engine.openStack({
    project: engine.project({ "index.ts": shop }).folder,
    config: { ...clouds.config, "shop:edit": edit },
  });

const worldText = (port: number) =>
  `database is reachable from the world: tcp ${port}, by rule "ingress IPv4 tcp ${port} from 0.0.0.0/0" of database`;

test("a broken intent fails the preview with its reason, and nothing is written", async () => {
  const edits: Readonly<Record<string, readonly string[]>> = {
    "world,ssh": [
      worldText(5432),
      'edge is reachable from the world: tcp 22, by rule "ingress tcp 22 from anywhere" of edge',
    ],
    "staging,closed": [
      'database is reachable from staging: tcp 5432, by rule "ingress IPv4 tcp 5432 from group staging" of database',
      "database is not reachable from app: tcp 5432: no rule of database lets it in",
    ],
    hop: ["database is reachable from staging: tcp 22 to bastion by rule"],
    transform: [worldText(3306)],
    off: [
      "edge is reachable from the world: tcp 22, by its firewall, which is off and allows everything (edge)",
    ],
  };
  for (const [edit, texts] of Object.entries(edits)) {
    const preview = await (await open(edit)).preview();
    expect(`${preview.ok} ${preview.stdout}`).toMatch(/^false/);
    for (const text of texts) expect(preview.stdout + preview.stderr).toContain(text);
  }
  // The Automation API always skips the preview of an update; the command line ends with one that fails.
  expect(clouds.writes()).toEqual([]);
});

test("what only up shows is reported before, and fails up, which names what it wrote", async () => {
  const stack = await open("later");
  const preview = succeeded(await stack.preview());
  expect(preview.stdout).toContain(
    "intents: whether database is reachable from the world is not known: it may be, tcp 5432, by rule",
  );
  const up = await stack.up();
  expect(up.ok).toBe(false);
  expect(up.stdout + up.stderr).toContain(worldText(5432));
  expect(up.stdout + up.stderr).toContain("is written, of app,");
  succeeded(await stack.destroy());
});

test("intents that hold are silent", async () => {
  const stack = await open();
  const up = succeeded(await stack.up());
  expect(up.stdout + up.stderr).not.toContain("intents");
  succeeded(await stack.up({ expectNoChanges: true }));
});

test("an end can be a component, a lookup, a server by its resource, a group without rules, and a secret", async () => {
  const url = await handMade(clouds, "monitoring", [handMadeRules.exporters, handMadeRules.out]);
  const server = clouds.waldur.edits.createInstance({ name: "cache-1" });
  const source = program(`
    import { TieredApplication } from "pulumi-security-groups/components";
    import { intents } from "pulumi-security-groups/intents";
    /** What makes a server: its id is that of an instance. */
    class Server extends pulumi.dynamic.Resource {
      constructor(name: string) {
        super({ create: async () => ({ id: "${server.uuid}", outs: {} }) }, name, {});
      }
    }
    const all = new TieredApplication("all", {
      tiers: {
        web: { offers: [{ https: true, fromAnywhere: true }], egress: [] },
        store: { offers: [{ postgresql: true, fromTiers: ["web"] }], egress: [] },
      },
    });
    const monitoring = waldur.getSecurityGroup({ name: "monitoring" });
    const cache = new waldur.SecurityGroup("cache");
    new waldur.SecurityGroupRules("cacheRules", {
      securityGroup: cache,
      rules: [...waldur.allow.redis({ from: "0.0.0.0/0" }), ...waldur.allow.ssh({ from: "${idIn(url)}" })],
    });
    const vault = new waldur.SecurityGroup("vault", {
      rules: pulumi.secret(waldur.allow.vault({ from: "0.0.0.0/0" })),
    });
    const machine = new Server("machine");
    new waldur.SecurityGroupAttachment("machineGroups", { instance: machine.id, securityGroups: [cache, vault] });
    intents({
      never: [
        { from: "world", to: all, except: [{ service: "https" }] },
        { from: "world", to: all },
        { from: "world", to: cache },
        { from: monitoring, to: cache, tcp: 22 },
        { from: "${idIn(url)}", to: vault, udp: 53 },
        { from: "world", to: vault },
        { from: "world", to: { server: machine }, service: "redis" },
      ],
      always: [{ from: monitoring, to: cache, tcp: 6379 }],
      unknown: "ignore",
    });
  `);
  const stack = await engine.openStack({
    project: engine.project({ "index.ts": source }).folder,
    config: clouds.config,
  });
  const { ok, stdout, stderr } = await stack.preview();
  expect(ok).toBe(false);
  const lines = stdout.split("\n").filter((line) => / reachable from /.test(line));
  expect([...new Set(lines.map((line) => line.trim()))]).toEqual([
    'all is reachable from the world: tcp 443, by rule "ingress IPv4 tcp 443 from 0.0.0.0/0" of all-web',
    'cache is reachable from the world: tcp 6379, by rule "ingress IPv4 tcp 6379 from 0.0.0.0/0" of cache',
    'cache is reachable from monitoring: tcp 22, by rule "ingress IPv6 tcp 22 from group monitoring" of cache and rule "egress IPv6 any to ::/0" of monitoring',
    "vault is reachable from the world: by a secret rule (vault)",
    'machine is reachable from the world: tcp 6379, by rule "ingress IPv4 tcp 6379 from 0.0.0.0/0" of cache',
    'cache is not reachable from monitoring: tcp 6379: no rule of monitoring lets it out; the nearest is "egress IPv6 any to ::/0", which differs in family',
  ]);
  expect(stdout + stderr).not.toContain("8200");
});
