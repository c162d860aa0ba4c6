import { type Clouds, program, startClouds } from "./harness/clouds";
import { succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const golden = (handler: string) =>
  `exports.handler = () => require(\\"pulumi-security-groups/provider\\").${handler};`;
const ADDRESS = "198.51.100.77";

const source = (port: number) => `
  const office = pulumi.secret("${ADDRESS}/32");
  new waldur.SecurityGroup("web", { rules: [{ protocol: "tcp", ports: ${port}, cidr: office }] });
  new e24cloud.FirewallGroup("edge", { rules: e24cloud.allow.ssh({ from: office }), active: true, guard: "warn" });`;

test("state holds the golden line of code and no secret in clear, nor does any message", async () => {
  const project = engine.project({ "index.ts": program(source(22)) });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  const shown = [succeeded(await stack.up({ diff: true }))];
  project.write({ "index.ts": program(source(2222)) });
  shown.push(succeeded(await stack.preview({ diff: true })), succeeded(await stack.up({ diff: true })));
  shown.push(succeeded(await stack.refresh({ diff: true })));

  const state = stack.stateFile();
  expect(state).toContain(golden("waldurSecurityGroup"));
  expect(state).toContain(golden("e24cloudFirewallGroup"));
  for (const secret of [clouds.waldur.token, clouds.e24cloud.apiSecret, ADDRESS]) {
    expect(state).not.toContain(secret);
    for (const { stdout, stderr } of shown) expect(stdout + stderr).not.toContain(secret);
  }
  expect(state).not.toMatch(/Authorization|signature/i);
  succeeded(await stack.destroy());
});

test("after a partial create too", async () => {
  clouds.waldur.faults.add({
    level: "openstack",
    method: "POST",
    path: "security-group-rules",
    times: 1,
    when: "before",
    answer: { status: 500, body: { NeutronError: { message: `refused ${ADDRESS}` } } },
  });
  const project = engine.project({
    "index.ts": program(`
      const office = pulumi.secret("${ADDRESS}/32");
      export const id = new waldur.SecurityGroup("half", { rules: [{ protocol: "tcp", ports: 22, cidr: office }] }).id;`),
  });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  const failed = await stack.up();
  expect(failed.ok).toBe(false);
  expect(failed.stdout + failed.stderr).toContain("OpenStack did not make the group as it should be");

  const state = stack.stateFile();
  expect(state).toContain(golden("waldurSecurityGroup"));
  for (const text of [state, failed.stdout, failed.stderr]) {
    expect(text).not.toContain(ADDRESS);
    expect(text).not.toContain(clouds.waldur.token);
  }

  succeeded(await stack.up());
  const { id } = await stack.outputs();
  expect(clouds.waldur.edits.group(String(id)).rules).toHaveLength(1);
  succeeded(await stack.up({ expectNoChanges: true }));
  succeeded(await stack.destroy());
});

test("after an update that failed half-way and gave up the secret", async () => {
  const rules = (more: string) =>
    program(`
      const office = pulumi.secret("${ADDRESS}/32");
      new waldur.SecurityGroup("web", { rules: [${more}] });`);
  const project = engine.project({ "index.ts": rules('{ protocol: "tcp", ports: 22, cidr: office }') });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  succeeded(await stack.up());

  // The old rule goes only after the new one is there, so it is live when that fails.
  clouds.waldur.faults.add({
    level: "openstack",
    method: "POST",
    path: "security-group-rules",
    times: 1,
    answer: { status: 500, body: { NeutronError: { message: `refused beside ${ADDRESS}` } } },
  });
  clouds.waldur.faults.add({
    level: "openstack",
    method: "DELETE",
    path: "security-group-rules",
    times: 1,
    answer: { status: 500 },
  });
  project.write({ "index.ts": rules('{ protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" }') });
  const failed = await stack.up();
  expect(failed.ok).toBe(false);
  for (const text of [stack.stateFile(), failed.stdout, failed.stderr]) expect(text).not.toContain(ADDRESS);

  succeeded(await stack.up());
  expect(stack.stateFile()).not.toContain('"formerSecrets":');
  succeeded(await stack.up({ expectNoChanges: true }));
  succeeded(await stack.destroy());
});

test("a token in clear is warned of in the preview", async () => {
  const project = engine.project({ "index.ts": program('new waldur.SecurityGroup("web", { rules: [] });') });
  const config = { ...clouds.config, "waldur:token": clouds.waldur.token };
  const stack = await engine.openStack({ project: project.folder, config });
  const { stdout, stderr } = succeeded(await stack.preview());
  expect(stdout + stderr).toContain("run pulumi config set --secret waldur:token");
  succeeded(await stack.up());
  succeeded(await stack.destroy());
});

test("rules that are refused or warned of are not printed with the secret they hold", async () => {
  const previewed = async (cidr: string) => {
    const source = `
      const cidr = pulumi.secret("${cidr}");
      new waldur.SecurityGroup("web", { rules: [{ protocol: "tcp", ports: 22, cidr }] });`;
    const project = engine.project({ "index.ts": program(source) });
    const stack = await engine.openStack({ project: project.folder, config: clouds.config });
    const { ok, stdout, stderr } = await stack.preview();
    expect(stdout + stderr).not.toContain(ADDRESS);
    return { ok, shown: stdout };
  };
  expect(await previewed(`${ADDRESS}/24x`)).toMatchObject({
    ok: false,
    shown: expect.stringContaining("rules[0]") as unknown,
  });
  expect(await previewed(`${ADDRESS}/24`)).toMatchObject({ ok: true });
});
