import { type Clouds, program, startClouds } from "./harness/clouds";
import { succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const ADDRESS = "198.51.100.77";

test("a token in plain text is warned of in the preview", async () => {
  const project = engine.project({ "index.ts": program('new waldur.SecurityGroup("web", { rules: [] });') });
  const config = { ...clouds.config, "waldur:token": clouds.waldur.token };
  const stack = await engine.openStack({ project: project.folder, config });
  const { stdout, stderr } = succeeded(await stack.preview());
  expect(stdout + stderr).toContain("run pulumi config set --secret waldur:token");
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

test("secrets that come from transformations and transforms are not printed either, and times from the former count", async () => {
  const source = (port: number) =>
    program(`
      const kept = (props: any) => ({
        ...props,
        rules: [{ protocol: "tcp", ports: ${port}, cidr: pulumi.secret("${ADDRESS}/32") }],
      });
      const isGroup = (type: string) => type.endsWith(":SecurityGroup");
      const parent = (name: string, opts: pulumi.ComponentResourceOptions) =>
        new pulumi.ComponentResource("test:index:Parent", name, {}, opts);
      const group = (name: string, opts: pulumi.CustomResourceOptions) =>
        new waldur.SecurityGroup(name, { rules: [{ protocol: "tcp", ports: 22, cidr: "${ADDRESS}/32" }] }, opts);

      const old = parent("old", {
        transformations: [({ type, props, opts }) => isGroup(type)
          ? { props: kept(props), opts: { ...opts, customTimeouts: { create: "7m" } } } : undefined],
      });
      group("transformed", { parent: old });
      const now = parent("now", {
        transforms: [async ({ type, props, opts }) => isGroup(type)
          ? { props: kept(props), opts } : undefined],
      });
      group("by-parent", { parent: now });
      group("by-itself", { transforms: [async ({ props, opts }) => ({ props: kept(props), opts })] });`);
  const project = engine.project({ "index.ts": source(22) });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  succeeded(await stack.up());
  project.write({ "index.ts": source(2222) });
  const { stdout, stderr } = succeeded(await stack.up());
  expect(stdout + stderr).toMatch(/transformed: opens/);
  expect(stdout + stderr).toMatch(/by-parent: opens/);
  expect(stdout + stderr).toMatch(/by-itself: opens/);
  expect(stdout + stderr).not.toContain(ADDRESS);
  // Of inline programs, the SDK itself loses what a transform makes secret: only what a transformation does is sealed.
  const { checkpoint } = JSON.parse(stack.stateFile()) as {
    checkpoint: { latest: { resources: { urn: string }[] } };
  };
  const transformed = checkpoint.latest.resources.find(({ urn }) => urn.endsWith("::transformed"));
  expect(transformed).toBeDefined();
  expect(JSON.stringify(transformed)).not.toContain(ADDRESS);
  expect(stack.stateFile()).toMatch(/"create": ?"7m"/);
  succeeded(await stack.up({ expectNoChanges: true }));
});

test("settings that are secret stay so no matter where they are copied: of the stack, and of a provider", async () => {
  const { waldur, e24cloud, config } = clouds;
  const project = engine.project({
    "index.ts": program(`
      const secret = (key: string) => new pulumi.Config("other").requireSecret(key);
      const provider = new Provider("other", {
        waldur: { apiUrl: secret("apiUrl"), token: secret("token"), tenant: secret("tenant") },
        e24cloud: { endpoint: secret("endpoint"), apiKey: "${e24cloud.apiKey}", apiSecret: secret("apiSecret") },
      });
      for (const [name, opts] of [["own", {}], ["others", { provider }]] as const) {
        const group = new waldur.SecurityGroup(name, {}, opts);
        new waldur.SecurityGroupRules(name, { securityGroup: group, rules: waldur.allow.https() }, opts);
        new e24cloud.FirewallGroup(name, { rules: [] }, opts);
      }`),
  });
  const stack = await engine.openStack({
    project: project.folder,
    config: {
      ...config,
      "waldur:apiUrl": { secret: waldur.apiUrl },
      "waldur:tenant": { secret: waldur.tenantUuid },
      "e24cloud:endpoint": { secret: e24cloud.endpoint },
      "other:apiUrl": { secret: waldur.apiUrl },
      "other:token": { secret: waldur.token },
      "other:tenant": { secret: waldur.tenantUuid },
      "other:endpoint": { secret: e24cloud.endpoint },
      "other:apiSecret": { secret: e24cloud.apiSecret },
    },
  });
  const shown = [succeeded(await stack.up({ diff: true })), succeeded(await stack.refresh({ diff: true }))];
  for (const secret of [waldur.url, waldur.apiUrl, waldur.tenantUuid, e24cloud.endpoint]) {
    expect(stack.stateFile()).not.toContain(secret);
    for (const { stdout, stderr } of shown) expect(stdout + stderr).not.toContain(secret);
  }
  succeeded(await stack.up({ expectNoChanges: true }));
});
