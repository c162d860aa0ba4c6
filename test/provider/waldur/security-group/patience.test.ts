import type { WaldurSandbox } from "../../../../sandbox/waldur";
import { polled, useClock } from "../../clock";
import { crudFor, enforced, ManagedResource, settingsFor, startSandbox } from "../sandbox";

/** More often than any count of retries, and each soon over. */
const outage = { status: 503, body: { detail: "Busy." }, headers: { "retry-after": "0" } };
const TIMES = 12;

const clock = useClock();
let sandbox: WaldurSandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
  jest.replaceProperty(process.env, "PULUMI_SECURITY_GROUPS_PATIENCE", "600");
});
afterEach(async () => {
  jest.restoreAllMocks();
  await sandbox.close();
});

const https = { protocol: "tcp", ports: 443 };
const stackFor = (name = "web") => new ManagedResource(crudFor(settingsFor(sandbox)), name);

test("a server that is busy after the create was sent does not fail it, and one group is made", async () => {
  sandbox.faults.add({ method: "POST", path: "create_security_group", when: "after", answer: "drop" });
  sandbox.faults.add({ path: "/openstack-security-groups/", skip: 1, times: TIMES, answer: outage });
  const stack = stackFor();
  await stack.up({ rules: [https] });
  expect(enforced(sandbox, stack.id)).toContain("ingress IPv4 tcp 443-443 0.0.0.0/0");
  expect(sandbox.edits.groups(sandbox.tenantUuid).filter(({ name }) => name === "web")).toHaveLength(1);
});

test.each([
  ["busy", outage.status],
  ["in error", 500],
])(
  "a server that is %s at each create is asked more and more seldom, and not to the end",
  async (_, status) => {
    jest.replaceProperty(process.env, "PULUMI_SECURITY_GROUPS_PATIENCE", "4");
    const create = { method: "POST", path: "create_security_group" };
    sandbox.faults.add({ ...create, times: "forever", answer: { status, body: { detail: "Not now." } } });
    await expect(stackFor().up({ rules: [https], timeouts: { create: "60s" } })).rejects.toThrow(
      `${status} Not now.`,
    );
    expect(sandbox.log.count(create)).toBeLessThan(9);
  },
);

test("a server that is busy at each change of rules for longer than any count of tries does not fail it", async () => {
  const stack = stackFor();
  await stack.up({ rules: [] });
  const { status, body } = outage;
  sandbox.faults.add({ method: "POST", path: "set_rules/$", times: 6, answer: { status, body } });
  await stack.up({ rules: [https] });
  expect(enforced(sandbox, stack.id)).toEqual(["ingress IPv4 tcp 443-443 0.0.0.0/0"]);
});

/** Asks for a pause once, then works. */
const laterBy = (seconds: number, path: string) => ({
  method: "POST",
  path,
  answer: { status: 503, body: { detail: "Busy." }, headers: { "retry-after": String(seconds) } },
});
const writes = (path: string) => sandbox.log.count({ method: "POST", path });

test.each([
  ["a create", "create_security_group/$", []],
  ["a change of rules", "set_rules/$", [{ protocol: "tcp", ports: 80 }]],
])("%s is sent again no earlier than the server asks", async (_, path, rules) => {
  const stack = stackFor();
  if (rules.length > 0) await stack.up({ rules });
  sandbox.faults.add(laterBy(3, path));
  const begun = performance.now();
  await stack.up({ rules: [https] });
  expect(writes(path)).toBe(2);
  expect(performance.now() - begun).toBeGreaterThanOrEqual(3000);
  expect(enforced(sandbox, stack.id)).toEqual(["ingress IPv4 tcp 443-443 0.0.0.0/0"]);
});

test.each(["create_security_group/$", "set_rules/$"])(
  "a server that asks to wait for longer than there is time ends the operation at once (%s)",
  async (path) => {
    const stack = stackFor();
    if (path.startsWith("set")) await stack.up({ rules: [] });
    sandbox.faults.add(laterBy(3600, path));
    await expect(stack.up({ rules: [https] })).rejects.toThrow(
      /503 Busy\., and the server asks to wait 3600 s, which is longer than this may take.*Run pulumi again/,
    );
    expect(writes(path)).toBe(1);
    await stack.up({ rules: [https] });
    expect(enforced(sandbox, stack.id)).toEqual(["ingress IPv4 tcp 443-443 0.0.0.0/0"]);
  },
);

test("lists that many wait for are tried again as long as their operations have time", async () => {
  const crud = crudFor(settingsFor(sandbox));
  const stacks = ["a", "b", "c"].map((name) => new ManagedResource(crud, name));
  sandbox.faults.add({ path: "/openstack-security-groups/", skip: 4, times: TIMES, answer: outage });
  await Promise.all(stacks.map((stack) => stack.up({ rules: [https] })));
  await Promise.all(stacks.map((stack) => stack.refresh()));
  for (const { id } of stacks) expect(enforced(sandbox, id)).not.toEqual([]);
});

test("an outage to the end ends with the operation", async () => {
  const stack = stackFor();
  await stack.up({ rules: [] });
  sandbox.faults.add({ path: "/openstack-security-groups/", skip: 1, times: "forever", answer: outage });
  const up = clock.passes(900, stack.up({ rules: [https] }), polled(sandbox.log));
  await expect(up).rejects.toThrow(/timed out after 900 s|503/);
  sandbox.faults.clear();
  await stack.up({ rules: [https] });
  expect(enforced(sandbox, stack.id)).toContain("ingress IPv4 tcp 443-443 0.0.0.0/0");
});
