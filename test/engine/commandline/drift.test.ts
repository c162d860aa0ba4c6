import type { Run } from "../../cli/run";
import { run } from "../harness/command";
import { type Clouds, program, startClouds } from "../harness/clouds";
import { succeeded, useEngine } from "../harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const groups = `
  export const web = new waldur.SecurityGroup("web", { description: "servers", rules: waldur.allow.https() }).id;
  export const edge = new e24cloud.FirewallGroup("edge", { rules: e24cloud.allow.https() }).id;
  const other = new Provider("other", { waldur: { apiUrl: APIURL, token: TOKEN, tenant: TENANT } });
  export const far = new waldur.SecurityGroup("far", { rules: waldur.allow.ssh() }, { provider: other }).id;
`;

async function openStack(text = groups) {
  const { apiUrl, token, secondTenantUuid } = clouds.waldur;
  const filled = text
    .replace("APIURL", JSON.stringify(apiUrl))
    .replace("TOKEN", JSON.stringify(token))
    .replace("TENANT", JSON.stringify(secondTenantUuid));
  const project = engine.project({ "index.ts": program(filled) });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  succeeded(await stack.up());
  const outputs = await stack.outputs();
  clouds.forget();
  const drift = (...args: string[]): Promise<Run> => run(["drift", "--stack", "dev", ...args], stack.shell);
  return { stack, drift, id: (name: string) => String(outputs[name]) };
}

test("says nothing of a stack that is as in state, and writes nothing", async () => {
  const { drift } = await openStack();
  expect(await drift()).toEqual({ exitCode: 0, stdout: "No drift in 3 of 3 resources.\n", stderr: "" });
  expect(clouds.writes()).toEqual([]);
  clouds.forget();
  expect(await drift("--cloud", "e24cloud")).toMatchObject({ stdout: "No drift in 1 of 1 resources.\n" });
  expect(clouds.waldur.log.entries({ level: "api" })).toEqual([]);
});

test("says in words what others have changed, in every account, with exit code 2", async () => {
  const { drift, id } = await openStack();
  clouds.waldur.edits.addRule(id("web"), { protocol: "tcp", port_range_min: 22, port_range_max: 22 });
  await clouds.waldur.edits.backgroundPull(clouds.waldur.tenantUuid);
  clouds.e24cloud.secondWriter.change(id("edge"), "group-add-rule", { direction: "IN", protocol: "GRE" });
  clouds.waldur.edits.deleteGroup(id("far"));
  await clouds.waldur.edits.backgroundPull(clouds.waldur.secondTenantUuid);
  await clouds.waldur.idle();

  clouds.waldur.log.clear();
  const { exitCode, stdout } = await drift();
  expect(clouds.waldur.log.count({ level: "api", path: "/events/" })).toBe(1);
  expect(stdout.split("\n")).toEqual([
    "edge: allows gre from anywhere",
    "  + ingress gre from anywhere",
    `far: is gone (${id("far")})`,
    expect.stringMatching(
      /^web: allows tcp 22 from 0\.0\.0\.0\/0 \(in OpenStack, found by a pull of Waldur itself, \S+ \S+ UTC\)$/,
    ),
    "  + ingress IPv4 tcp 22 from 0.0.0.0/0",
    "3 of 3 resources have drifted. pulumi refresh accepts this into state, pulumi up --refresh reverts it.",
    "",
  ]);
  expect(exitCode).toBe(2);
  const json = await drift("--json");
  expect(json.exitCode).toBe(2);
  expect(JSON.parse(json.stdout)).toMatchObject({
    stack: "dev",
    resources: 3,
    drift: [
      { resource: "edge", opens: ["gre from anywhere"] },
      { resource: "far", gone: true },
      { resource: "web", added: ["ingress IPv4 tcp 22 from 0.0.0.0/0"], removed: [], gone: false },
    ],
    failures: [],
  });
  expect(clouds.writes()).toEqual([]);
});

test("keeps secret rules secret", async () => {
  const { drift, id } = await openStack(`
    const cidr = pulumi.secret("203.0.113.0/24");
    export const web = new waldur.SecurityGroup("web", { rules: waldur.allow.ssh({ from: cidr }) }).id;`);
  clouds.waldur.edits.removeRules(id("web"), { port_range_min: 22 });
  await clouds.waldur.edits.backgroundPull(clouds.waldur.tenantUuid);
  await clouds.waldur.idle();
  const { exitCode, stdout } = await drift();
  expect(stdout).toContain('  ~ rules: "[secret]", in state "[secret]"');
  expect(stdout).not.toContain("203.0.113");
  expect(exitCode).toBe(2);
  expect((await drift("--show-secrets")).stdout).toContain("  - ingress IPv4 tcp 22 from 203.0.113.0/24");
});

test("an account that refuses is one that could not be read: exit code 1, and the others are reported", async () => {
  const { drift, stack, id } = await openStack();
  clouds.e24cloud.secondWriter.delete(id("edge"));
  await stack.configure({ "waldur:token": { secret: "f".repeat(40) } });
  const { exitCode, stdout } = await drift();
  expect(exitCode).toBe(1);
  expect(stdout).toContain(`edge: is gone (${id("edge")})`);
  expect(stdout).toContain('could not read: refresh security group "web": Waldur does not accept the token');
  expect(stdout).toContain("1 of 3 resources have drifted, 1 could not be read.");
  expect(stdout).not.toContain("f".repeat(40));
});

/** Failures show at once. */
const ONE_TRY = { PULUMI_SECURITY_GROUPS_PATIENCE: "0" };

test("an unknown server, an unknown stack and a stack that is not named are one clear sentence", async () => {
  const { stack } = await openStack(`export const web = new waldur.SecurityGroup("web").id;`);
  expect(await run(["drift", "--stack", "prod"], stack.shell)).toMatchObject({
    exitCode: 1,
    stdout: "",
    stderr: expect.stringMatching(/^error: pulumi \w+: no stack named 'prod' found\n$/) as unknown,
  });
  expect(await run(["drift"], stack.shell)).toMatchObject({
    exitCode: 1,
    stderr: "error: name the stack with --stack: its state is compared\n",
  });
  await clouds.waldur.close();
  const { exitCode, stdout } = await run(["drift", "--stack", "dev"], {
    ...stack.shell,
    env: { ...stack.shell.env, ...ONE_TRY },
  });
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/could not read: refresh security group "web": .*Check waldur:apiUrl/);
});
