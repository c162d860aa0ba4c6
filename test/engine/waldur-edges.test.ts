import type { OperationResult, OperationOptions } from "../../scripts/runner/stack";
import { type Clouds, program, startClouds } from "./harness/clouds";
import { steps, succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const shown = ({ stdout, stderr }: OperationResult) => `${stdout}\n${stderr}`;
const ssh = '{ protocol: "tcp", ports: 22, cidr: "0.0.0.0/0" }';
const https = '{ protocol: "tcp", ports: 443, cidr: "0.0.0.0/0" }';

/** A stack whose program can be written anew. */
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
    write: (changed: Record<string, string>) => void project.write(changed),
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
const uuidOf = async (name: string) => (await groups()).find((group) => group.name === name)?.uuid ?? "none";
const names = async () => (await groups()).map(({ name }) => name).sort();
const ports = (id: string) =>
  clouds.waldur.edits
    .group(id)
    .rules.map(({ port_range_min }) => port_range_min)
    .sort();
const reads = () => clouds.waldur.log.entries({ level: "api", method: "GET" }).length;

describe("the preview tells what is about to be taken over", () => {
  test("an adoption: its rules that come and go, and what stays", async () => {
    const id = await handMade("legacy", [22, 443, 5432]);
    const stack = await open(`new waldur.SecurityGroup("legacy", { adopt: true, rules: [${https}] });`);
    clouds.forget();
    const preview = succeeded(await stack.preview());
    expect(shown(preview)).toContain(
      `legacy: takes over ${id}; opens nothing; closes tcp 22, 5432 from 0.0.0.0/0; gap-free`,
    );
    expect(clouds.writes()).toEqual([]);
    expect(reads()).toBe(2);

    await stack.up();
    expect(ports(id)).toEqual([443]);
    // No program has given a description, so the live one stays.
    expect((await groups()).find(({ uuid }) => uuid === id)?.description).toBe("by hand");
    clouds.forget();
    succeeded(await stack.preview({ expectNoChanges: true }));
    expect(reads()).toBe(0);
  });

  test("an adoption without rules leaves them, and one by id says that it renames", async () => {
    const id = await handMade("legacy", [22]);
    const stack = await open(`new waldur.SecurityGroup("web", { adopt: "${id}" });`);
    expect(shown(succeeded(await stack.preview()))).toContain(
      `web: takes over ${id}; renames it from "legacy"; its rules stay`,
    );
    await stack.up();
    expect(ports(id)).toEqual([22]);
    expect(await names()).toEqual(["web"]);
  });

  test("an adoption with a gap is refused where the program asks for none", async () => {
    const { edits } = clouds.waldur;
    const id = await handMade("legacy", []);
    edits.addRule(id, { ethertype: "IPv6", protocol: "icmp" });
    await edits.backgroundPull();
    const stack = await open(
      'new waldur.SecurityGroup("legacy", { adopt: true, requireGapFree: true, rules: [...waldur.allow.ping(), ' +
        '{ ethertype: "IPv6", protocol: "icmp", cidr: "::/0", description: "echo" }] });',
    );
    const preview = await stack.preview();
    expect(preview.ok).toBe(false);
    expect(shown(preview)).toMatch(/legacy: takes over .*not gap-free/);
  });

  test("a name that is taken, with the cases that it may be; nothing is refused, and up says it again", async () => {
    const id = await handMade("web", [22]);
    const stack = await open(`new waldur.SecurityGroup("web", { rules: [${https}] });`);
    const preview = succeeded(await stack.preview());
    expect(shown(preview)).toContain(`the tenant has a group of that name already (${id})`);
    expect(shown(preview)).toMatch(/set adopt: "[0-9a-f]{32}".*another stack.*another name.*aliases/);

    const up = await stack.tryUp();
    expect(up.ok).toBe(false);
    expect(shown(up)).toContain(id);
    expect(ports(id)).toEqual([22]);
    // The remedy of a group made by hand.
    stack.rewrite(`new waldur.SecurityGroup("web", { adopt: "${id}", rules: [${https}] });`);
    await stack.up();
    expect(ports(id)).toEqual([443]);
  });

  test("rules beyond the quota, of all groups together; groups that are not there; default unknown to Waldur", async () => {
    const id = "0123456789abcdef0123456789abcdef";
    const small = `${"a".repeat(31)}2`;
    const stack = await open(`
      const rules = [443, 80, 22].map((port) => ({ protocol: "tcp", ports: port, cidr: "10.0.0.0/8" }));
      new waldur.SecurityGroup("one", { tenant: "${small}", rules });
      new waldur.SecurityGroup("two", { tenant: "${small}", rules: [...rules, { protocol: "tcp", ports: 1, remoteGroup: "${id}" }] });
      new waldur.SecurityGroup("default", { tenant: "${small}", adopt: true, rules: [] });`);
    const said = shown(succeeded(await stack.preview()));
    expect(said).toMatch(
      /"two": the tenant's quota security_group_rule_count leaves 5 more rules, and this program adds 7/,
    );
    expect(said).toContain(`a rule names the group ${id}, which the tenant does not have`);
    expect(said).toMatch(
      /"default": Waldur does not know the group "default" yet: pulumi up will pull the tenant first/,
    );
  });

  test("one list for a hundred new groups, and one line where the server does not answer", async () => {
    const many = "for (let n = 0; n < 100; n += 1) new waldur.SecurityGroup(`web-${n}`, { rules: [] });";
    const stack = await open(many);
    clouds.forget();
    succeeded(await stack.preview());
    expect(reads()).toBe(2);

    clouds.waldur.faults.add({ level: "api", times: "forever", answer: { status: 503, body: "busy" } });
    clouds.forget();
    const preview = succeeded(await stack.preview());
    expect(
      shown(preview)
        .split("Diagnostics:")[1]
        ?.match(/cannot be told in this preview/g),
    ).toHaveLength(1);
    expect(reads()).toBeLessThanOrEqual(2);
  });
});

describe("two owners", () => {
  test.each([
    ["one name", `name: "shared", rules: []`, `name: "shared"`, /both want (the|one) name/],
    [
      "one group to adopt",
      `adopt: "ID"`,
      `adopt: "ID", rules: []`,
      /both adopt the group|both want (the|one) name/,
    ],
  ])("%s: refused in the preview, both named", async (_title, one, other, says) => {
    const id = await handMade("legacy", [22]);
    const stack = await open(
      `new waldur.SecurityGroup("one", { ${one} }); new waldur.SecurityGroup("two", { ${other} });`.replaceAll(
        "ID",
        id,
      ),
    );
    const preview = await stack.preview();
    expect(preview.ok).toBe(false);
    expect(shown(preview)).toMatch(says);
    expect(shown(preview)).toContain('SecurityGroup "one"');
    expect(shown(preview)).toContain('SecurityGroup "two"');
    expect(shown(preview)).not.toMatch(/^\s+at .*:\d+:\d+/m);
  });

  test("one name through two providers", async () => {
    const { apiUrl, token, tenantUuid } = clouds.waldur;
    const settings = `{ waldur: { apiUrl: "${apiUrl}", token: "${token}", tenant: "${tenantUuid}" } }`;
    const stack = await open(`
      const [a, b] = ["a", "b"].map((name) => new Provider(name, ${settings}));
      new waldur.SecurityGroup("one", { name: "shared" }, { provider: a });
      new waldur.SecurityGroup("two", { name: "shared" }, { provider: b });`);
    const preview = await stack.preview();
    expect(preview.ok).toBe(false);
    expect(shown(preview)).toMatch(
      /SecurityGroup "(one|two)" and SecurityGroup "(one|two)" both want one name/,
    );
  });
});

describe("names for several stacks", () => {
  const autonaming = (text: string) => ({ "Pulumi.dev.yaml": `config:\n  pulumi:autonaming:\n${text}` });

  test("pulumi:autonaming makes the name, and a setting that is changed later renames nothing", async () => {
    const source = `export const name = new waldur.SecurityGroup("web", { rules: [] }).name;`;
    const stack = await open(source, autonaming("    pattern: ${stack}-${name}\n"));
    await stack.up();
    expect(await names()).toEqual(["dev-web"]);
    expect(await stack.outputs()).toMatchObject({ name: "dev-web" });
    stack.write(autonaming("    pattern: other-${name}\n"));
    succeeded(await stack.preview({ expectNoChanges: true }));
  });

  test("random parts are drawn once; the setting for security-groups counts before the general one", async () => {
    const source = `new waldur.SecurityGroup("web", { rules: [] });`;
    const general =
      "    mode: disabled\n    providers:\n      security-groups:\n        pattern: ${name}-${hex(6)}\n";
    const stack = await open(source, autonaming(general));
    await stack.up();
    expect((await names())[0]).toMatch(/^web-[0-9a-f]{6}$/);
    succeeded(await stack.preview({ expectNoChanges: true }));
    stack.rewrite(
      `new waldur.SecurityGroup("web", { rules: [], adopt: true }); new waldur.SecurityGroup("new", { adopt: true });`,
    );
    const preview = await stack.preview();
    expect(preview.ok).toBe(false);
    expect(shown(preview)).toContain("adopt: true takes over the group of the resource's name");
  });

  test("disabled: a group needs a name", async () => {
    const stack = await open(
      `new waldur.SecurityGroup("web", { rules: [] });`,
      autonaming("    mode: disabled\n"),
    );
    const preview = await stack.preview();
    expect(preview.ok).toBe(false);
    expect(shown(preview)).toContain("every group needs a name: set name");
  });
});

describe("one id for two resources of a run", () => {
  const settings = () => {
    const { apiUrl, token, tenantUuid } = clouds.waldur;
    return `{ waldur: { apiUrl: "${apiUrl}", token: "${token}", tenant: "${tenantUuid}" } }`;
  };
  const providers = () =>
    `const a = new Provider("a", ${settings()}); const b = new Provider("b", ${settings()});`;

  test.each([
    [
      "a rename",
      "",
      'new waldur.SecurityGroupRules("OLD", ARGS);',
      'new waldur.SecurityGroupRules("new", ARGS);',
    ],
    [
      "a move into a component",
      "",
      'new waldur.SecurityGroupRules("OLD", ARGS);',
      'new (class extends pulumi.ComponentResource { constructor() { super("x:index:C", "c"); new waldur.SecurityGroupRules("OLD", ARGS, { parent: this }); } })();',
    ],
    [
      "a rename to another provider",
      "PROVIDERS",
      'new waldur.SecurityGroupRules("OLD", ARGS, { provider: a });',
      'new waldur.SecurityGroupRules("new", ARGS, { provider: b });',
    ],
  ])("%s of SecurityGroupRules leaves the rules alone", async (_title, before, old, next) => {
    const id = await handMade("legacy", []);
    const fill = (text: string) =>
      text
        .replaceAll("PROVIDERS", providers())
        .replaceAll("OLD", "old")
        .replaceAll("ARGS", `{ securityGroup: "${id}", rules: [${https}] }`);
    const stack = await open(fill(`${before}\n${old}`));
    await stack.up();
    expect(ports(id)).toEqual([443]);
    stack.rewrite(fill(`${before}\n${next}`));
    const up = await stack.up();
    expect(ports(id)).toEqual([443]);
    expect(shown(up)).toMatch(
      /the rules stay: SecurityGroupRules "(new|old)" has taken them over in this run\..*aliases/,
    );
    succeeded(await stack.preview({ expectNoChanges: true }));
    await stack.destroy();
    expect(ports(id)).toEqual([]);
  });

  test.each([
    ["by name", "adopt: true"],
    ["by id", 'adopt: "ID"'],
  ])("a rename of an adopted SecurityGroup, %s, keeps the group", async (_title, adopt) => {
    const id = await handMade("legacy", [22]);
    const group = (name: string) =>
      `new waldur.SecurityGroup("${name}", { name: "legacy", ${adopt.replace("ID", id)}, rules: [${https}] });`;
    const stack = await open(group("old"));
    await stack.up();
    stack.rewrite(group("new"));
    const up = await stack.up();
    expect(await names()).toEqual(["legacy"]);
    expect(ports(id)).toEqual([443]);
    expect(shown(up)).toMatch(
      /the group stays: SecurityGroup "legacy" has taken it over in this run\..*aliases/,
    );
    succeeded(await stack.preview({ expectNoChanges: true }));
  });

  test("an adopted group renamed to another provider stays as well", async () => {
    const id = await handMade("legacy", [22]);
    const group = (name: string, provider: string) =>
      `${providers()} new waldur.SecurityGroup("${name}", { name: "legacy", adopt: true, rules: [${https}] }, { provider: ${provider} });`;
    const stack = await open(group("old", "a"));
    await stack.up();
    stack.rewrite(group("new", "b"));
    await stack.up();
    expect(await names()).toEqual(["legacy"]);
    expect(ports(id)).toEqual([443]);
  });

  test("an alias is the way to rename: nothing is sent", async () => {
    const stack = await open(`new waldur.SecurityGroup("old", { rules: [${https}] });`);
    await stack.up();
    stack.rewrite(`new waldur.SecurityGroup("new", { rules: [${https}] }, { aliases: [{ name: "old" }] });`);
    clouds.forget();
    await stack.up();
    expect(clouds.writes()).toEqual([]);
    expect(await names()).toEqual(["old"]);
  });
});

describe("a replacement", () => {
  const urnOf = (result: OperationResult, name: string) =>
    steps(result).find(({ urn }) => urn.endsWith(`::${name}`))?.urn ?? "none";

  test("of a healthy group deletes it first, and the new one has its name and rules", async () => {
    const stack = await open(`export const id = new waldur.SecurityGroup("web", { rules: [${https}] }).id;`);
    const urn = urnOf(await stack.up(), "web");
    const before = String((await stack.outputs())["id"]);
    await stack.up({ replace: [urn] });
    const after = String((await stack.outputs())["id"]);
    expect(after).not.toBe(before);
    expect(await names()).toEqual(["web"]);
    expect(ports(after)).toEqual([443]);
    succeeded(await stack.preview({ expectNoChanges: true }));
  });

  test("of SecurityGroupRules sets the rules again", async () => {
    const id = await handMade("legacy", []);
    const stack = await open(
      `new waldur.SecurityGroupRules("rules", { securityGroup: "${id}", rules: [${https}] });`,
    );
    const urn = urnOf(await stack.up(), "rules");
    await stack.up({ replace: [urn] });
    expect(ports(id)).toEqual([443]);
  });

  test("says that the old group goes first, and is refused before that where the new one can't be made", async () => {
    const source = (more: string) =>
      `new waldur.SecurityGroup("web", { rules: [${https}, ${ssh}] ${more} });`;
    const stack = await open(source(""));
    await stack.up();
    const id = await uuidOf("web");

    stack.rewrite(source(`, tenant: "${clouds.waldur.secondTenantUuid}"`));
    expect(shown(succeeded(await stack.preview()))).toContain(
      "is replaced: the old group is deleted first, and servers lose it",
    );
    clouds.waldur.edits.createGroup({ name: "web", tenant: clouds.waldur.secondTenantUuid });
    await clouds.waldur.edits.backgroundPull();
    const taken = await stack.preview();
    expect(taken.ok).toBe(false);
    expect(shown(taken)).toContain("the tenant has a group of that name already");

    stack.rewrite(source(`, tenant: "${"0".repeat(32)}"`));
    const hidden = await stack.tryUp();
    expect(hidden.ok).toBe(false);
    expect(shown(hidden)).toMatch(/there is no tenant 0{32}, or the token's user may not see it/);
    expect(ports(id)).toEqual([22, 443]);
  });
});
