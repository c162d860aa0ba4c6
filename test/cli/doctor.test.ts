import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { isAtLeast } from "../../cli/doctor/versions";
import { checkSpelling } from "../../cli/doctor/spelling";
import { type Accounts, startAccounts } from "./clouds";
import { run } from "./run";

let accounts: Accounts;
beforeEach(async () => {
  accounts = await startAccounts();
});
afterEach(() => accounts.close());

/** The lines about accounts, which are after those about versions. */
const accountLines = (stdout: string) =>
  stdout
    .slice(stdout.search(/^(waldur|e24cloud|settings)$/m))
    .trimEnd()
    .split("\n");

const doctor = (...args: string[]) => accounts.run("doctor", ...args);

test("two good accounts, with reads only", async () => {
  await accounts.waldurGroup("web");
  accounts.forget();
  const { stdout, stderr } = await doctor();
  expect(accountLines(stdout)).toEqual([
    "waldur",
    "  ok       settings: apiUrl, token, tenant.",
    `  ok       ${accounts.waldur.apiUrl} is a Waldur MasterMind.`,
    "  ok       the token works: owner.",
    "  ok       the token does not expire.",
    "  ok       the clocks of this machine and of the server agree.",
    "  ok       tenant tenant-main is OK.",
    "  ok       the user may change groups.",
    "  ok       this Waldur takes protocol numbers, has set_erred for staff, knows the filter canManage, counts the instances of a group, records who changed rules.",
    "e24cloud",
    "  ok       settings: endpoint, apiKey, apiSecret.",
    `  ok       ${accounts.e24cloud.endpoint} is an API of e24cloud.`,
    "  ok       the key works: the account has 0 groups.",
    "  -        e24cloud does not report when a key expires, nor whether it has write access.",
    "  ok       the clocks of this machine and of the server agree.",
  ]);
  expect(stderr).toBe("");
  expect(accounts.calls().filter((call) => !/^(GET|OPTIONS) /.test(call))).toEqual([]);
});

test("a user who may only read, a token that ends when it is idle, and a tenant that is busy", async () => {
  await accounts.waldurGroup("web");
  accounts.waldur.settings.set({ tokenLifetime: 3600 });
  accounts.waldur.edits.changeTenant(accounts.waldur.tenantUuid, {
    state: "ERRED",
    quotas: { security_group_count: 10 },
  });
  const { exitCode, stdout } = await doctor(
    "--cloud",
    "waldur",
    "-c",
    `waldur:token=${accounts.waldur.tokens.member}`,
  );
  expect(exitCode).toBe(2);
  expect(accountLines(stdout)).toEqual(
    expect.arrayContaining([
      expect.stringContaining("warning  the token expires 60 minutes after its last use. For CI, have"),
      expect.stringContaining("warning  tenant tenant-main is ERRED, security_group_count 1 of 10. Groups"),
      expect.stringContaining("FAILED   the user may not change groups. The user needs to be administrator"),
    ]),
  );
});

test("a personal access token shows when it ends", async () => {
  accounts.waldur.settings.set({ release: "2026" });
  const token = accounts.waldur.personalTokens.owner;
  const { stdout } = await doctor("--cloud", "waldur", "-c", `waldur:token=${token}`);
  expect(stdout).toContain("  ok       the token expires on 2100-01-01.");
  expect(stdout).toContain("  ok       the token may be used from any network.");
  expect(stdout).toContain('  ok       the token acts only on project "Acme project".');
  expect(stdout).not.toContain("STAFF.ACCESS");
  expect(stdout).not.toContain(token);
});

test("a personal access token of staff: from which networks, and what it may not do", async () => {
  accounts.waldur.settings.set({ tokenNetworks: ["10.0.0.0/8", "192.0.2.7/32"] });
  const token = accounts.waldur.personalTokens.staff;
  const args = ["--cloud", "waldur", "-c", `waldur:token=${token}`];
  expect((await doctor(...args)).stdout).toMatch(
    /the token may be used from 10.0.0.0\/8, 192.0.2.7\/32\.\n.*\n.*the token may not do what is for staff, .*lacks the scope STAFF.ACCESS/,
  );
  accounts.waldur.faults.add({
    path: "personal-access-tokens/$",
    answer: { status: 403, body: { detail: "no" } },
  });
  expect((await doctor(...args)).stdout).toContain(
    "-        Waldur does not show from which networks the token may be used, and for what.",
  );
});

test.each<[string, string[], string]>([
  [
    "a wrong token",
    ["--cloud", "waldur", "-c", `waldur:token=${"f".repeat(40)}`],
    "FAILED   Waldur does not accept the token (Invalid token.). Set a valid one with pulumi config set --secret",
  ],
  [
    "a wrong secret",
    ["--cloud", "e24cloud", "-c", "e24cloud:apiSecret=wrong"],
    "Check both: pulumi config set e24cloud:apiKey, pulumi config set --secret e24cloud:apiSecret.",
  ],
  [
    "no server there",
    ["--cloud", "waldur", "-c", "waldur:apiUrl=http://127.0.0.1:9"],
    "FAILED   http://127.0.0.1:9/api/ does not answer: ",
  ],
  [
    "an invalid address",
    ["--cloud", "waldur", "-c", "waldur:apiUrl=web"],
    'FAILED   waldur:apiUrl is "web": write an address with http or https, such as https://web',
  ],
  ["another tenant", ["--cloud", "waldur", "--tenant", "f".repeat(32)], "FAILED   there is no tenant ffff"],
])("%s: what failed and what to do", async (_title, args, says) => {
  const { exitCode, stdout } = await doctor(...args);
  expect(stdout).toContain(says);
  expect(exitCode).toBe(2);
});

test("something else at the address", async () => {
  const other = createServer((_, response) => response.end("<html>hello</html>")).listen(0, "127.0.0.1");
  await once(other, "listening");
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const { stdout } = await doctor("-c", `waldur:apiUrl=${url}`, "-c", `e24cloud:endpoint=${url}`);
  other.close();
  expect(stdout).toContain(`FAILED   ${url}/api/ answers, but not as waldur does: `);
  expect(stdout).toContain(`FAILED   ${url} answers, but not as e24cloud does: `);
});

test("a clock that is wrong", async () => {
  accounts.e24cloud.settings.set({ clockOffset: 600 });
  const { stdout } = await doctor("--cloud", "e24cloud");
  expect(stdout).toMatch(
    /warning {2}the clocks of this machine and of the server differ by (5\d\d|600) s\. Set the clock/,
  );
});

test("no settings at all, and a variable that is not read", async () => {
  const none = await run(["doctor"]);
  expect(none.exitCode).toBe(2);
  expect(accountLines(none.stdout)[1]).toContain(
    "FAILED   there are settings for neither cloud. Name a stack",
  );
  const strange = await run(["doctor"], {
    env: { WALDUR_API_URL: accounts.waldur.apiUrl, WALDUR_TOKEN: "secret" },
  });
  expect(strange.stdout).toContain("FAILED   waldur:token is not set. Set it with");
  expect(strange.stdout).toContain("The variable WALDUR_TOKEN has no effect.");
});

test.each<[string, string[], string]>([
  ["doctor", ["doctor"], "  FAILED   pulumi version: there is no pulumi on the PATH: install Pulumi."],
  [
    "a command about a stack",
    ["lint", "--stack", "dev"],
    "error: pulumi stack: there is no pulumi on the PATH: install Pulumi, or leave out --stack and set the environment variables",
  ],
  ["an unknown folder", ["lint", "--stack", "dev", "-C", "nowhere"], "there is no folder nowhere"],
])("without Pulumi: %s", async (_, args, line) => {
  const { stdout, stderr } = await run(args, { env: { ...accounts.env, PATH: "nowhere" } });
  expect(stdout + stderr).toContain(line);
});

test("JSON has the same checks", async () => {
  const { stdout } = await doctor("--json", "--cloud", "e24cloud");
  expect(JSON.parse(stdout)).toMatchObject({
    versions: expect.arrayContaining([{ status: "ok", text: `Node.js ${process.versions.node}` }]) as unknown,
    e24cloud: expect.arrayContaining([expect.objectContaining({ status: "skipped" })]) as unknown,
  });
});

test("misspelled settings, and secrets in plain text", () => {
  const found = checkSpelling({
    "waldur:apiURL": { value: "https://waldur.example.com" },
    "Waldur:token": { value: "x" },
    "waldur:token": { value: "x" },
    "e24cloud:secret": { value: "x", secret: true },
    "other:token": { value: "x" },
    "security-groups:waldur": { value: '{"tenannt":"x"}', secret: true },
    "waldur:maxRetries": { value: "3" },
    "security-groups:e24cloud": { value: '{"maxRetries":3}' },
  });
  expect(found.map(({ status, text, remedy }) => [status, text, remedy])).toEqual([
    ["failed", "waldur:apiURL is not a setting", "Did you mean apiUrl?"],
    ["failed", "Waldur:token is not a setting", "Did you mean waldur:token?"],
    [
      "warning",
      "waldur:token is in plain text in the stack's configuration",
      "Run pulumi config set --secret waldur:token.",
    ],
    ["failed", "e24cloud:secret is not a setting", expect.stringContaining("apiSecret")],
    ["failed", "security-groups:waldur.tenannt is not a setting", "Did you mean tenant?"],
    ["warning", expect.stringMatching(/^waldur:maxRetries has no effect: /), "Remove it."],
    ["warning", expect.stringMatching(/^security-groups:e24cloud\.maxRetries has no effect: /), "Remove it."],
  ]);
});

test.each([
  ["v3.248.0", "^3.216.0", true],
  ["3.215.9", "^3.216.0", false],
  ["20.18.1", ">=20.18.1", true],
  ["20.9.0", ">=20.18.1", false],
])("%s is at least %s: %s", (version, range, is) => expect(isAtLeast(version, range)).toBe(is));
