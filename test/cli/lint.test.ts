import { type Accounts, startAccounts } from "./clouds";
import { run } from "./run";

let accounts: Accounts;
beforeEach(async () => {
  accounts = await startAccounts();
});
afterEach(() => accounts.close());

async function makeGroups() {
  await accounts.waldurGroup("web", [
    { protocol: "tcp", from_port: 22, to_port: 22 },
    { protocol: "tcp", from_port: 443, to_port: 443, cidr: "10.0.0.0/8" },
    { protocol: "tcp", from_port: 443, to_port: 443, cidr: "10.1.0.0/16" },
  ]);
  accounts.e24cloudGroup("edge", [{ direction: "IN", protocol: "TCP", min_port: 5432, max_port: 5432 }]);
  accounts.forget();
}

test("findings as text, with exit code 2", async () => {
  await makeGroups();
  expect(await accounts.run("lint")).toEqual({
    exitCode: 2,
    stdout: [
      'web (0 instances): "ingress IPv4 tcp 22 from 0.0.0.0/0" opens ssh to the world: name the networks that need it (open-ssh)',
      'web (0 instances): "ingress IPv4 tcp 443 from 10.1.0.0/16" is redundant: "ingress IPv4 tcp 443 from 10.0.0.0/8" allows all of it (shadowed)',
      "web (0 instances): no instance uses it: attach it, or delete it (unused)",
      'edge: "ingress tcp 5432 from anywhere" opens postgresql to the world: name the networks that need it (open-database)',
      "edge: no virtual machine uses it: attach it, or delete it (unused)",
      "5 findings in 2 groups.",
      "",
    ].join("\n"),
    stderr: "",
  });
  // One list a cloud.
  expect(accounts.calls().filter((call) => !call.includes("openstack-tenants"))).toEqual([
    "GET /api/openstack-security-groups/",
    "GET /v2/groups",
  ]);
});

test("the same finding in several groups is one line", async () => {
  for (const name of ["api", "app"])
    await accounts.waldurGroup(name, [{ protocol: "tcp", from_port: 22, to_port: 22 }]);
  const { stdout } = await accounts.run("lint", "--cloud", "waldur");
  expect(stdout).toBe(
    'api (0 instances), app (0 instances): "ingress IPv4 tcp 22 from 0.0.0.0/0" opens ssh to the world: name the networks that need it (open-ssh)\n' +
      "api (0 instances), app (0 instances): no instance uses it: attach it, or delete it (unused)\n" +
      "4 findings in 2 groups.\n",
  );
});

test("a group that a server uses is not unused, nor the default group, nor one of a server that does not show it", async () => {
  const web = await accounts.waldurGroup("web");
  await accounts.waldurGroup("spare");
  const edge = accounts.e24cloudGroup("edge");
  accounts.e24cloudGroup("left");
  const [machine = ""] = accounts.e24cloud.virtualMachines;
  accounts.e24cloud.secondWriter.change(edge, "group-attach-vm", { id: machine });
  accounts.waldur.edits.createInstance({ name: "shop-1", groups: [web] });
  expect((await accounts.run("lint")).stdout).toBe(
    "spare (0 instances): no instance uses it: attach it, or delete it (unused)\n" +
      "left: no virtual machine uses it: attach it, or delete it (unused)\n" +
      "2 findings in 4 groups.\n",
  );
  const old = await startAccounts({ release: "2024-10" });
  await old.waldurGroup("spare");
  expect(await old.run("lint", "--cloud", "waldur")).toMatchObject({ exitCode: 0 });
  await old.close();
});

test("findings as JSON, without those that are ignored", async () => {
  await makeGroups();
  const { exitCode, stdout } = await accounts.run(
    "lint",
    "--json",
    "--ignore",
    "shadowed",
    "open-database",
    "unused",
  );
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    groups: 2,
    findings: [
      {
        kind: "open-ssh",
        level: "error",
        group: { cloud: "waldur", title: "web" },
        rule: "ingress IPv4 tcp 22 from 0.0.0.0/0",
      },
    ],
  });
});

test("findings as SARIF", async () => {
  await makeGroups();
  const { exitCode, stdout } = await accounts.run("lint", "--format", "sarif", "--cloud", "e24cloud");
  expect(exitCode).toBe(2);
  const log = JSON.parse(stdout) as {
    runs: [{ tool: { driver: { rules: { id: string }[] } }; results: Record<string, unknown>[] }];
  };
  const [{ tool, results }] = log.runs;
  expect(log).toMatchObject({ version: "2.1.0" });
  expect(results).toHaveLength(2);
  expect(results[0]).toMatchObject({
    ruleId: "open-database",
    level: "error",
    locations: [
      { logicalLocations: [{ fullyQualifiedName: "e24cloud/edge/ingress tcp 5432 from anywhere" }] },
    ],
  });
  expect(tool.driver.rules[Number(results[0]?.["ruleIndex"])]?.id).toBe("open-database");
});

test("empty accounts have no findings, with exit code 0", async () => {
  expect(await accounts.run("lint")).toEqual({
    exitCode: 0,
    stdout: "0 findings in 0 groups.\n",
    stderr: "",
  });
});

test.each<[string, (env: Accounts["env"]) => NodeJS.ProcessEnv, RegExp]>([
  [
    "a wrong token",
    ({ WALDUR_API_URL, WALDUR_TENANT }) => ({
      WALDUR_API_URL,
      WALDUR_TENANT,
      WALDUR_ACCESS_TOKEN: "f".repeat(40),
    }),
    /^error: list the groups at waldur: Waldur does not accept the token .*\n$/,
  ],
  [
    "a wrong secret",
    ({ E24CLOUD_API_KEY, E24CLOUD_ENDPOINT }) => ({
      E24CLOUD_API_KEY,
      E24CLOUD_ENDPOINT,
      E24CLOUD_API_SECRET: "wrong",
    }),
    /^error: list the groups at e24cloud: .* 401 .*Check both: .*\n$/,
  ],
  [
    "no token at all",
    ({ WALDUR_API_URL }) => ({ WALDUR_API_URL }),
    /^error: list the groups at waldur: waldur:token is not set\. Set it with .*\n$/,
  ],
])("%s is one clear sentence without a secret", async (_title, env, says) => {
  const { exitCode, stdout, stderr } = await run(["lint"], { env: env(accounts.env) });
  expect(stderr).toMatch(says);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).not.toContain("f".repeat(40));
});

test("no server is one clear sentence", async () => {
  await accounts.waldur.close();
  const env = { ...accounts.waldurEnv, PULUMI_SECURITY_GROUPS_PATIENCE: "0" };
  const { exitCode, stderr } = await run(["lint"], { env });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^error: list the groups at waldur: .*Check waldur:apiUrl .*\n$/);
});

test("a command tries a call again for a minute: it waits as long as a server asks within that, and no longer", async () => {
  const env = { ...accounts.waldurEnv, PULUMI_SECURITY_GROUPS_PATIENCE: "600" };
  const busy = (seconds: number) => ({
    path: "openstack-security-groups",
    answer: { status: 429, body: { detail: "Throttled." }, headers: { "retry-after": String(seconds) } },
  });
  accounts.waldur.faults.add(busy(1));
  expect(await run(["lint"], { env })).toMatchObject({ exitCode: 0, stderr: "" });
  accounts.waldur.faults.add(busy(61));
  const { exitCode, stderr } = await run(["lint"], { env });
  expect(exitCode).toBe(1);
  expect(stderr).toContain(
    "429 Throttled., and the server asks to wait 61 s, which is longer than this may take",
  );
});

test("a tenant may be named, and where none is, those that there are are listed", async () => {
  await makeGroups();
  const { WALDUR_API_URL, WALDUR_ACCESS_TOKEN } = accounts.env;
  const env = { WALDUR_API_URL, WALDUR_ACCESS_TOKEN };
  const none = await run(["lint"], { env });
  expect(none.stderr).toMatch(/no tenant is set\. Choose one with --tenant: .*tenant-main \([0-9a-f]{32}\)/);
  expect((await run(["lint", "--tenant", "tenant-main"], { env })).stdout).toContain(
    "3 findings in 1 group.",
  );
  expect((await run(["lint", "--tenant", "tenant-mein"], { env })).stderr).toMatch(
    /there is no tenant with the name "tenant-mein"/,
  );
});
