import type { OperationResult, OperationOptions } from "../../scripts/runner/stack";
import { type Clouds, program, startClouds } from "./harness/clouds";
import { steps, succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

/** How often each string is in another. */
const countOf = (text: string, part: string) => text.split(part).length - 1;

const shown = ({ stdout, stderr }: OperationResult) => `${stdout}\n${stderr}`;
const ssh = '{ protocol: "tcp", ports: 22, cidr: "0.0.0.0/0" }';
const https = '{ protocol: "tcp", ports: 443, cidr: "0.0.0.0/0" }';

/** A stack whose program can be rewritten. */
async function open(source: string, files: Record<string, string> = {}) {
  const project = engine.project({ "index.ts": program(source), ...files });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  return {
    preview: (options?: OperationOptions) => stack.preview(options),
    up: async (options?: OperationOptions) => succeeded(await stack.up(options)),
    tryUp: (options?: OperationOptions) => stack.up(options),
    destroy: async () => succeeded(await stack.destroy()),
    refresh: async () => succeeded(await stack.refresh()),
    configure: stack.configure.bind(stack),
    outputs: () => stack.outputs(),
    rewrite: (next: string) => void project.write({ "index.ts": program(next) }),
  };
}

/** A group that somebody made by hand, known to Waldur. */
async function handMade(name: string, ports: readonly number[]): Promise<string> {
  const { edits, tenantUuid } = clouds.waldur;
  const { id } = edits.createGroup({ name, description: "by hand" });
  edits.removeRules(id, { direction: "egress" });
  for (const port of ports) {
    edits.addRule(id, { protocol: "tcp", port_range_min: port, port_range_max: port });
  }
  await edits.backgroundPull(tenantUuid);
  return uuidOf(name);
}

const groups = async (): Promise<{ uuid: string; name: string; description: string }[]> => {
  const { apiUrl, token } = clouds.waldur;
  const url = `${apiUrl}openstack-security-groups/?page_size=300`;
  const answer = await fetch(url, { headers: { authorization: `Token ${token}` } });
  const all = (await answer.json()) as { uuid: string; name: string; description: string }[];
  return all.filter(({ name }) => name !== "default");
};
const uuidOf = async (name: string) => (await clouds.waldurId(name)) ?? "none";
const names = async () => (await groups()).map(({ name }) => name).sort();
const ports = (id: string) =>
  clouds.waldur.edits
    .group(id)
    .rules.map(({ port_range_min }) => port_range_min)
    .sort();
const reads = () => clouds.waldur.log.entries({ level: "api", method: "GET" }).length;

describe("the preview shows what is about to be adopted", () => {
  test("groups to adopt, names that are taken, what does not fit; up then does what the preview showed", async () => {
    const { edits } = clouds.waldur;
    const legacy = await handMade("legacy", [22, 443, 5432]);
    const renamed = await handMade("before", [22]);
    const taken = await handMade("taken", [22]);
    const absent = "0123456789abcdef0123456789abcdef";
    const small = `${"a".repeat(31)}2`;
    const adoptions = `
      new waldur.SecurityGroup("legacy", { adopt: true, rules: [${https}] });
      new waldur.SecurityGroup("renamed", { adopt: "${renamed}" });`;
    const stack = await open(`${adoptions}
      new waldur.SecurityGroup("taken", { rules: [${https}] });
      const rules = [443, 80, 22].map((port) => ({ protocol: "tcp", ports: port, cidr: "10.0.0.0/8" }));
      new waldur.SecurityGroup("one", { tenant: "${small}", rules });
      new waldur.SecurityGroup("two", { tenant: "${small}", rules: [...rules, { protocol: "tcp", ports: 1, remoteGroup: "${absent}" }] });
      new waldur.SecurityGroup("default", { tenant: "${small}", adopt: true, rules: [] });`);

    clouds.forget();
    const said = shown(succeeded(await stack.preview()));
    expect(said).toContain(
      `legacy: adopts ${legacy}; opens nothing; closes tcp 22, 5432 from 0.0.0.0/0; gap-free`,
    );
    expect(said).toContain(`renamed: adopts ${renamed}; renames it from "before"; its rules stay`);
    expect(said).toContain(`the tenant already has a group of that name (${taken})`);
    expect(said).toMatch(
      /set adopt: "[0-9a-f]{32}".*deleteBeforeReplace: true.*another name.*names-that-are-taken/,
    );
    expect(said).toMatch(
      /"(one|two)": the quota \S+ of the tenant "\S+" is exceeded: \d+ of \d+ rules used, 7 more needed/,
    );
    expect(said).toContain(`a rule names the group ${absent}, which the tenant does not have`);
    expect(said).toMatch(
      /"default": Waldur does not know the group "default" yet: pulumi up will pull the tenant first/,
    );
    expect(clouds.writes()).toEqual([]);
    // One list and one request for the quotas for each of the two tenants.
    expect(reads()).toBe(4);

    stack.rewrite(`${adoptions} new waldur.SecurityGroup("taken", { rules: [${https}] });`);
    const up = await stack.tryUp();
    expect(up.ok).toBe(false);
    expect(shown(up)).toContain(taken);
    expect(edits.group(taken).rules.map(({ port_range_min }) => port_range_min)).toEqual([22]);
    expect([ports(legacy), ports(renamed)]).toEqual([[443], [22]]);
    // No program has given a description, so the live one stays.
    expect((await groups()).find(({ uuid }) => uuid === legacy)?.description).toBe("by hand");

    // The remedy for a group made by hand.
    stack.rewrite(
      `${adoptions} new waldur.SecurityGroup("taken", { adopt: "${taken}", rules: [${https}] });`,
    );
    await stack.up();
    expect(ports(taken)).toEqual([443]);
    expect(await names()).toEqual(["legacy", "renamed", "taken"]);
    clouds.forget();
    succeeded(await stack.preview({ expectNoChanges: true }));
    expect(reads()).toBe(0);
  });

  test("one list for a hundred new groups, and one line where the server does not answer", async () => {
    const many = "for (let n = 0; n < 100; n += 1) new waldur.SecurityGroup(`web-${n}`, { rules: [] });";
    const stack = await open(many);
    clouds.forget();
    succeeded(await stack.preview());
    expect(reads()).toBe(2);

    clouds.waldur.faults.add({ level: "api", times: "forever", answer: { status: 503, body: "busy" } });
    clouds.forget();
    const [, diagnostics = ""] = shown(succeeded(await stack.preview())).split("Diagnostics:");
    expect(countOf(diagnostics, "could not be checked in this preview")).toBe(1);
    expect(reads()).toBeLessThanOrEqual(2);
  });
});

const settings = () => {
  const { apiUrl, token, tenantUuid } = clouds.waldur;
  return `{ waldur: { apiUrl: "${apiUrl}", token: "${token}", tenant: "${tenantUuid}" } }`;
};
const providers = () => `const [a, b] = ["a", "b"].map((name) => new Provider(name, ${settings()}));`;

test("the preview refuses two owners of one thing, and an adoption with a gap where none may be", async () => {
  const { edits } = clouds.waldur;
  const id = await handMade("legacy", [22]);
  edits.addRule(id, { ethertype: "IPv6", protocol: "icmp" });
  await edits.backgroundPull();
  const stack = await open("");
  const refused = async (source: string) => {
    stack.rewrite(source);
    const preview = await stack.preview();
    expect(preview.ok).toBe(false);
    expect(shown(preview)).not.toMatch(/^\s+at .*:\d+:\d+/m);
    return shown(preview);
  };
  const owners = (one: string, other: string) =>
    `new waldur.SecurityGroup("one", { ${one} }); new waldur.SecurityGroup("two", { ${other} });`;

  expect(await refused(owners(`adopt: "${id}"`, `adopt: "${id}", rules: []`))).toMatch(
    /SecurityGroup "(one|two)" and SecurityGroup "(one|two)" both (adopt the group|want (the|one) name)/,
  );
  expect(
    await refused(`${providers()}
      new waldur.SecurityGroup("one", { name: "shared" }, { provider: a });
      new waldur.SecurityGroup("two", { name: "shared" }, { provider: b });`),
  ).toMatch(/SecurityGroup "(one|two)" and SecurityGroup "(one|two)" both want the name "shared"/);
  expect(
    await refused(
      'new waldur.SecurityGroup("legacy", { adopt: true, requireGapFree: true, rules: [...waldur.allow.ping(), ' +
        '{ ethertype: "IPv6", protocol: "icmp", cidr: "::/0", description: "echo" }] });',
    ),
  ).toMatch(/legacy: adopts .*not gap-free/);
});

test("pulumi:autonaming makes the name, draws random parts once, and a setting changed later renames nothing", async () => {
  const autonaming = (text: string) => ({ "Pulumi.dev.yaml": `config:\n  pulumi:autonaming:\n${text}` });
  const web = 'new waldur.SecurityGroup("web", { rules: [] });';
  // What is set for security-groups counts before the general mode.
  const random =
    "    mode: disabled\n    providers:\n      security-groups:\n        pattern: ${stack}-${name}-${hex(6)}\n";
  const stack = await open(web, autonaming(random));
  await stack.up();
  const [name = "none"] = await names();
  expect(name).toMatch(/^dev-web-[0-9a-f]{6}$/);
  succeeded(await stack.preview({ expectNoChanges: true }));

  const refused = async (source: string) => {
    stack.rewrite(source);
    const preview = await stack.preview();
    expect(preview.ok).toBe(false);
    return shown(preview);
  };
  expect(await refused(`${web} new waldur.SecurityGroup("new", { adopt: true });`)).toContain(
    "adopt: true adopts the group with the resource's name",
  );
  stack.rewrite(web);
  await stack.configure({ "pulumi:autonaming.providers.security-groups.pattern": "other-${name}" });
  succeeded(await stack.preview({ expectNoChanges: true }));

  const disabled = await open(web, autonaming("    mode: disabled\n"));
  const preview = await disabled.preview();
  expect(preview.ok).toBe(false);
  expect(shown(preview)).toContain("every group needs a name: set name");
  expect(await names()).toEqual([name]);
});

test("a resource renamed or moved without an alias never takes its group or rules away with it", async () => {
  const [rulesA, rulesB, rulesC] = [
    await handMade("a", []),
    await handMade("b", []),
    await handMade("c", []),
  ];
  const [byName, byId, other] = [
    await handMade("d", [22]),
    await handMade("e", [22]),
    await handMade("f", [22]),
  ];
  const own = (id: string) => `{ securityGroup: "${id}", rules: [${https}] }`;
  const adopting = (name: string, adopt: string) => `{ name: "${name}", adopt: ${adopt}, rules: [${https}] }`;
  const always = `${providers()}
    class Component extends pulumi.ComponentResource { constructor() { super("x:index:C", "c"); } }`;
  const stack = await open(`${always}
    new waldur.SecurityGroupRules("renamed", ${own(rulesA)});
    new waldur.SecurityGroupRules("moved", ${own(rulesB)});
    new waldur.SecurityGroupRules("elsewhere", ${own(rulesC)}, { provider: a });
    new waldur.SecurityGroup("by-name", ${adopting("d", "true")});
    new waldur.SecurityGroup("by-id", ${adopting("e", `"${byId}"`)});
    new waldur.SecurityGroup("provided", ${adopting("f", "true")}, { provider: a });
    new waldur.SecurityGroup("aliased", { rules: [${https}] });`);
  await stack.up();
  const aliased = await uuidOf("aliased");
  const all = [rulesA, rulesB, rulesC, byName, byId, other, aliased];
  const filled = all.map(() => [443]);
  expect(all.map(ports)).toEqual(filled);

  stack.rewrite(`${always}
    new waldur.SecurityGroupRules("renamed2", ${own(rulesA)});
    new waldur.SecurityGroupRules("moved", ${own(rulesB)}, { parent: new Component() });
    new waldur.SecurityGroupRules("elsewhere2", ${own(rulesC)}, { provider: b });
    new waldur.SecurityGroup("by-name2", ${adopting("d", "true")});
    new waldur.SecurityGroup("by-id2", ${adopting("e", `"${byId}"`)});
    new waldur.SecurityGroup("provided2", ${adopting("f", "true")}, { provider: b });
    new waldur.SecurityGroup("aliased2", { rules: [${https}] }, { aliases: [{ name: "aliased" }] });`);
  clouds.forget();
  const [, diagnostics = ""] = shown(await stack.up()).split("Diagnostics:");
  expect(all.map(ports)).toEqual(filled);
  expect(await names()).toEqual(["a", "aliased", "b", "c", "d", "e", "f"]);
  expect(clouds.writes()).toEqual([]);
  const taken = diagnostics.match(
    /(group stays|rules stay): SecurityGroup(Rules)? "[\w-]+" has (it|them) in this run\..*aliases/g,
  );
  expect(taken).toHaveLength(6);

  succeeded(await stack.preview({ expectNoChanges: true }));
  await stack.destroy();
  expect([rulesA, rulesB, rulesC].map(ports)).toEqual([[], [], []]);
  expect(await names()).toEqual(["a", "b", "c"]);
});

test("a replacement deletes first, keeps name and rules, and is refused where the new group can't be made", async () => {
  const urnOf = (result: OperationResult, name: string) =>
    steps(result).find(({ urn }) => urn.endsWith(`::${name}`))?.urn ?? "none";
  const bare = await handMade("bare", []);
  const source = (more = "") => `
    new waldur.SecurityGroup("web", { rules: [${https}, ${ssh}] ${more} });
    new waldur.SecurityGroupRules("rules", { securityGroup: "${bare}", rules: [${https}] });`;
  const stack = await open(source());
  const first = await stack.up();
  const before = await uuidOf("web");
  await stack.up({ replace: [urnOf(first, "web"), urnOf(first, "rules")] });
  const id = await uuidOf("web");
  expect(id).not.toBe(before);
  expect(await names()).toEqual(["bare", "web"]);
  expect([ports(id), ports(bare)]).toEqual([[22, 443], [443]]);
  succeeded(await stack.preview({ expectNoChanges: true }));

  stack.rewrite(source(`, tenant: "${clouds.waldur.secondTenantUuid}"`));
  expect(shown(succeeded(await stack.preview()))).toContain(
    "its replacement deletes the old group first, and servers are without it",
  );
  clouds.waldur.edits.createGroup({ name: "web", tenant: clouds.waldur.secondTenantUuid });
  await clouds.waldur.edits.backgroundPull();
  const taken = await stack.preview();
  expect(taken.ok).toBe(false);
  expect(shown(taken)).toContain("the tenant already has a group of that name");

  stack.rewrite(source(`, tenant: "${"0".repeat(32)}"`));
  const hidden = await stack.tryUp();
  expect(hidden.ok).toBe(false);
  expect(shown(hidden)).toMatch(/there is no tenant 0{32}, or the token's user may not see it/);
  expect(ports(id)).toEqual([22, 443]);
});
