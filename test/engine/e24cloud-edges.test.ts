import type { OperationOptions, OperationResult } from "../../scripts/runner/stack";
import { type E24cloudSandbox, startE24cloudSandbox } from "../../sandbox/e24cloud";
import { type Clouds, program, startClouds } from "./harness/clouds";
import { steps, succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
let cloud: E24cloudSandbox;
beforeEach(async () => {
  clouds = await startClouds({ e24cloud: { defaultRules: "none" } });
  cloud = clouds.e24cloud;
});
afterEach(() => clouds.close());

const shown = ({ stdout, stderr }: OperationResult) => `${stdout}\n${stderr}`;
const https = '{ protocol: "tcp", ports: 443 }';
const openSsh = '{ protocol: "tcp", ports: 22 }';
const officeSsh = '{ protocol: "tcp", ports: 22, srcAddress: "203.0.113.0/24" }';

/** A stack whose program can be rewritten. */
async function open(source: string) {
  const project = engine.project({ "index.ts": program(source) });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  return {
    preview: (options?: OperationOptions) => stack.preview(options),
    up: async (options?: OperationOptions) => succeeded(await stack.up(options)),
    tryUp: (options?: OperationOptions) => stack.up(options),
    configure: stack.configure.bind(stack),
    rewrite: (next: string) => void project.write({ "index.ts": program(next) }),
  };
}

/** A group that somebody made by hand. */
function handMade(name: string, ...ports: readonly number[]): string {
  const { id } = cloud.secondWriter.create(name);
  for (const port of ports) {
    const body = { direction: "IN", protocol: "TCP", min_port: port, max_port: port };
    cloud.secondWriter.change(id, "group-add-rule", body);
  }
  return id;
}

const live = (id: string) => cloud.secondWriter.groups().find((group) => group.id === id);
const ports = (id: string) =>
  live(id)
    ?.rules.map(({ min_port: port }) => port)
    .toSorted();
const named = (name: string, at = cloud) => at.secondWriter.groups().filter((group) => group.name === name);
const idOf = (name: string) => named(name)[0]?.id ?? "none";
const reads = () => cloud.log.count({ level: "api" });
const urnOf = (result: OperationResult, name: string) =>
  steps(result).find(({ urn }) => urn.endsWith(`::${name}`))?.urn ?? "none";

test("the preview shows what is adopted, which names are taken and what is empty, and refuses two owners", async () => {
  const legacy = handMade("legacy", 443, 5432);
  const taken = handMade("taken", 22);
  const empty = handMade("empty");
  const source = `
    new e24cloud.FirewallGroup("legacy", { adopt: true, rules: [${https}] });
    new e24cloud.FirewallGroup("taken", { rules: [${https}] });
    new e24cloud.FirewallGroup("empty", { rules: [${https}] });`;
  const stack = await open(source);
  clouds.forget();
  const said = shown(succeeded(await stack.preview()));
  expect(said).toContain(`legacy: adopts ${legacy}; opens nothing; closes tcp 5432 from anywhere; gap-free`);
  expect(said).toContain(`the account already has a group of that name (${taken})`);
  expect(said).toMatch(
    /set adopt: "[0-9a-f-]{36}"; otherwise choose another name, or see docs\/troubleshooting.md/,
  );
  expect(said).toContain(`empty: uses the empty group ${empty}`);
  expect(clouds.writes()).toEqual([]);
  expect(reads()).toBe(1);

  await stack.up();
  expect([ports(legacy), ports(empty)]).toEqual([[443], [443]]);
  // e24cloud does not refuse a name that is taken, and the other group stays as it is.
  expect(named("taken").map(({ id }) => ports(id))).toEqual([[22], [443]]);
  clouds.forget();
  succeeded(await stack.preview({ expectNoChanges: true }));
  expect(reads()).toBe(0);

  const { endpoint, apiKey, apiSecret } = cloud;
  const settings = JSON.stringify({ e24cloud: { endpoint, apiKey, apiSecret } });
  const [a, b] = ["a", "b"].map((name) => `{ provider: new Provider("${name}", ${settings}) }`);
  for (const [one, other, says] of [
    [`{ name: "x", adopt: "${taken}" }`, `{ name: "y", adopt: "${taken}" }`, /both adopt (the|one) group/],
    [`{ name: "shared" }, ${a}`, `{ name: "shared" }, ${b}`, /both want (the|one) name/],
  ] as const) {
    stack.rewrite(`${source}
      new e24cloud.FirewallGroup("one", ${one});
      new e24cloud.FirewallGroup("two", ${other});`);
    const preview = await stack.preview();
    expect(preview.ok).toBe(false);
    expect(shown(preview)).toMatch(says);
    expect(shown(preview)).toContain('FirewallGroup "one"');
    expect(shown(preview)).toContain('FirewallGroup "two"');
    expect(shown(preview)).not.toMatch(/^\s+at .*:\d+:\d+/m);
  }
});

test("a rename, a move and a replacement of an adopted group leave it alone, through one provider and through two", async () => {
  const { endpoint, apiKey, apiSecret } = cloud;
  const settings = JSON.stringify({ e24cloud: { endpoint, apiKey, apiSecret, pollInterval: 0.05 } });
  const providers = ["a", "b"]
    .map((name) => `const ${name} = new Provider("${name}", ${settings});`)
    .join("\n");
  const groups = ["renamed", "moved", "replaced", "passed-on"].map((name) => ({
    name,
    id: handMade(name, 23),
  }));
  const args = (name: string, adopt = "true") => `{ name: "${name}", adopt: ${adopt}, rules: [${https}] }`;
  const passedOn = JSON.stringify(idOf("passed-on"));
  const stack = await open(`${providers}
    new e24cloud.FirewallGroup("old", ${args("renamed")});
    new e24cloud.FirewallGroup("moved", ${args("moved")});
    new e24cloud.FirewallGroup("replaced", ${args("replaced")});
    new e24cloud.FirewallGroup("passed-on", ${args("passed-on", passedOn)}, { provider: a });
    new e24cloud.FirewallGroup("mine", { rules: [${https}] });`);
  const first = await stack.up();
  const mine = idOf("mine");

  const next = `${providers}
    new e24cloud.FirewallGroup("new", ${args("renamed")});
    new (class extends pulumi.ComponentResource {
      constructor() {
        super("x:index:C", "c");
        new e24cloud.FirewallGroup("moved", ${args("moved")}, { parent: this });
      }
    })();
    new e24cloud.FirewallGroup("replaced", ${args("replaced")});
    new e24cloud.FirewallGroup("passed-on-again", ${args("passed-on", passedOn)}, { provider: b });`;
  stack.rewrite(`${next} new e24cloud.FirewallGroup("mine", { rules: [${https}] });`);
  const up = await stack.up({ replace: [urnOf(first, "replaced"), urnOf(first, "mine")] });
  for (const { name, id } of groups) {
    expect(ports(id)).toEqual([443]);
    const owner = { renamed: "new", "passed-on": "passed-on-again" }[name] ?? name;
    expect(shown(up)).toMatch(
      new RegExp(`the group stays: FirewallGroup "${owner}" has it in this run\\..*aliases`),
    );
  }
  // A group of the program's own is recreated, then the old one goes.
  expect(named("mine").map(({ id }) => [id === mine, ports(id)])).toEqual([[false, [443]]]);
  succeeded(await stack.preview({ expectNoChanges: true }));

  // The alias that the message names.
  stack.rewrite(
    `${next} new e24cloud.FirewallGroup("ours", { rules: [${https}] }, { aliases: [{ name: "mine" }] });`,
  );
  clouds.forget();
  await stack.up();
  expect(clouds.writes()).toEqual([]);
});

test("another endpoint is another group, and the old one goes where it was, or is reported", async () => {
  const { apiKey, apiSecret } = cloud;
  const [second, third] = await Promise.all([
    startE24cloudSandbox({ apiKey, apiSecret }),
    startE24cloudSandbox({ apiKey: "another account", apiSecret }),
  ]);
  try {
    const stack = await open(`new e24cloud.FirewallGroup("web", { rules: [${https}] });`);
    await stack.up();
    await stack.configure({ "e24cloud:endpoint": second.endpoint });
    const moved = await stack.up();
    expect(steps(moved).map(({ op }) => op)).toEqual(
      expect.arrayContaining(["create-replacement", "delete-replaced"]),
    );
    expect([named("web"), named("web", second)].map((groups) => groups.length)).toEqual([0, 1]);
    succeeded(await stack.preview({ expectNoChanges: true }));

    const [left] = named("web", second);
    await stack.configure({ "e24cloud:endpoint": third.endpoint, "e24cloud:apiKey": third.apiKey });
    expect(shown(await stack.up())).toMatch(
      new RegExp(
        `warning: firewall group "web": the group ${left?.id} may be left at ${second.endpoint}, where it was created`,
      ),
    );
    expect([named("web", second), named("web", third)].map((groups) => groups.length)).toEqual([1, 1]);
    succeeded(await stack.preview({ expectNoChanges: true }));
  } finally {
    await Promise.all([second.close(), third.close()]);
  }
});

test("after an outage, and after reads that stayed old, narrower rules close what was open", async () => {
  const [server = ""] = cloud.virtualMachines;
  const group = (name: string, rules: string, servers: string, update: string) =>
    `new e24cloud.FirewallGroup("${name}", { rules: [${rules}], virtualMachines: [${servers}] }, { customTimeouts: { update: "${update}" } });`;
  const both = (rules: string, servers = "", update = "10s") =>
    `${group("one", rules, servers, update)}\n${group("two", rules, "", update)}`;
  const stack = await open(both(https));
  await stack.up();
  const [one, two] = [idOf("one"), idOf("two")];

  // Everything is done to the first group, and nothing more is heard of it; the second shows nothing of what is done.
  cloud.settings.set({ staleReads: 1_000_000 });
  cloud.faults.add({
    path: `${one}/group-attach-vm`,
    when: "after",
    times: "forever",
    answer: { status: 502 },
  });
  cloud.faults.add({ path: `groups/${one}$`, skip: 1, times: "forever", answer: "html" });
  stack.rewrite(both(`${https}, ${openSsh}`, JSON.stringify(server)));
  const failed = await stack.tryUp();
  expect(failed.ok).toBe(false);
  expect(shown(failed)).toMatch(
    /update firewall group "two": timed out after 10 s: the server accepted to add the rule "ingress tcp 22 from anywhere"/,
  );
  expect([ports(one), ports(two)]).toEqual([
    [22, 443],
    [22, 443],
  ]);

  cloud.settings.set({ staleReads: 0 });
  cloud.faults.clear();
  stack.rewrite(both(`${https}, ${officeSsh}`, "", "10m"));
  await stack.up();
  for (const id of [one, two]) {
    expect(live(id)?.rules.map(({ src_address: from }) => from)).toEqual([null, "203.0.113.0/24"]);
    expect(live(id)?.virtualMachines).toEqual([]);
  }
  succeeded(await stack.preview({ expectNoChanges: true }));
});
