import { startWaldurSandbox, type WaldurSandbox } from "../../sandbox/waldur";
import { run } from "./run";

let waldur: WaldurSandbox;
beforeEach(async () => {
  waldur = await startWaldurSandbox({ delay: 10 });
});
afterEach(() => waldur.close());

const waldurCommand = (args: readonly string[], token: string) =>
  run(["waldur", ...args], { env: { WALDUR_API_URL: waldur.apiUrl, WALDUR_ACCESS_TOKEN: token } });

async function group(): Promise<string> {
  const response = await fetch(
    `${waldur.apiUrl}openstack-tenants/${waldur.tenantUuid}/create_security_group/`,
    {
      method: "POST",
      headers: { authorization: `Token ${waldur.token}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "web", rules: [] }),
    },
  );
  const { uuid } = (await response.json()) as { uuid: string };
  await waldur.idle();
  return uuid;
}

test("pull shows what was changed in OpenStack", async () => {
  const uuid = await group();
  waldur.edits.addRule(uuid, { protocol: "tcp", port_range_min: 23, port_range_max: 23 });
  expect(await waldurCommand(["pull", uuid], waldur.token)).toEqual({
    exitCode: 0,
    stdout: "web is OK and has 1 rules\n",
    stderr: "",
  });
});

test("unlink removes the group from Waldur, and OpenStack keeps it", async () => {
  const uuid = await group();
  const [kept] = waldur.edits.groups(waldur.tenantUuid).filter(({ name }) => name === "web");
  expect(await waldurCommand(["unlink", uuid], waldur.tokens.staff)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("OpenStack keeps the group, its rules and its servers") as string,
    stderr: "",
  });
  const { status } = await fetch(`${waldur.apiUrl}openstack-security-groups/${uuid}/`, {
    headers: { authorization: `Token ${waldur.token}` },
  });
  expect(status).toBe(404);
  expect(waldur.edits.group(kept?.id ?? "").name).toBe("web");
});

test.each<[string, () => Promise<string>, () => string, RegExp]>([
  [
    "without staff rights",
    group,
    () => waldur.token,
    /^error: unlink security group ".*": Waldur does not allow this .*Only staff may do that/,
  ],
  [
    "with a wrong token",
    group,
    () => "f".repeat(40),
    /^error: unlink security group ".*": Waldur does not accept the token/,
  ],
  [
    "without a group",
    async () => "web",
    () => waldur.token,
    /^error: unlink security group "web": "web" is not a security group/,
  ],
])("unlink %s fails in one sentence", async (_title, target, token, says) => {
  const { exitCode, stderr } = await waldurCommand(["unlink", await target()], token());
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(says);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});
