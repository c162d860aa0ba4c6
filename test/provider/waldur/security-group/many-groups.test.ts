import { setTimeout as pause } from "node:timers/promises";
import type { WaldurSandbox } from "../../../../sandbox/waldur";
import { inRun } from "../../managed-resource";
import { crudFor, settingsFor, ManagedResource, startSandbox } from "../sandbox";
import { tcp } from "../rules";

let sandbox: WaldurSandbox;
afterEach(() => sandbox.close());

const gets = () => sandbox.log.entries({ level: "api", method: "GET" });

/** Runs a number at a time, as the engine does. */
async function atATime<T>(
  limit: number,
  items: readonly T[],
  run: (item: T) => Promise<unknown>,
): Promise<void> {
  const waiting = items.slice();
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

test("a refresh of 1,000 groups in one tenant takes at most 10 requests", async () => {
  sandbox = await startSandbox();
  for (let index = 0; index < 1000; index += 1) sandbox.edits.createGroup({ name: `group-${index}` });
  await sandbox.edits.backgroundPull();
  const crud = crudFor(settingsFor(sandbox));
  const { apiUrl, token, tenantUuid } = sandbox;
  const ids: string[] = [];
  for (let page = 1; page <= 4; page += 1) {
    const url = `${apiUrl}openstack-security-groups/?tenant_uuid=${tenantUuid}&field=uuid&page_size=300&page=${page}`;
    const response = await fetch(url, { headers: { authorization: `Token ${token}` } });
    ids.push(...((await response.json()) as { uuid: string }[]).map(({ uuid }) => uuid));
  }
  expect(ids).toHaveLength(1001);
  sandbox.log.clear();
  let found = 0;
  await atATime(8, ids, async (id) => {
    const { id: read } = await crud.read(id, { name: "any", apiUrl, tenant: tenantUuid, rules: {} });
    if (read === id) found += 1;
  });
  expect(found).toBe(1001);
  expect(gets().length).toBeLessThanOrEqual(10);
});

/** For each list: whether it asked for some fields only. */
const lists = () =>
  gets()
    .filter(({ path }) => path.endsWith("/openstack-security-groups/"))
    .map(({ query }) => String(query).includes("field="));

test("the lists of waits ask for what can have changed, and outputs have the rest all the same", async () => {
  sandbox = await startSandbox();
  const crud = crudFor(settingsFor(sandbox));
  const stacks = Array.from({ length: 4 }, (_, index) => new ManagedResource(crud, `group-${index}`));
  const upAll = (...rules: object[]) =>
    inRun(crud, async () => void (await Promise.all(stacks.map((stack) => stack.up({ rules })))));
  await upAll(tcp(22));
  sandbox.log.clear();
  // Nothing is done before all of them wait.
  sandbox.settings.set({ worker: false });
  const changed = upAll(tcp(22), tcp(443));
  while (!lists().includes(true)) await pause(10);
  sandbox.settings.set({ worker: true });
  await changed;
  const [first, ...others] = lists();
  expect(first).toBe(false);
  expect(others.length).toBeGreaterThan(0);
  expect(others).not.toContain(false);
  for (const { outputs } of stacks) {
    expect(outputs).toMatchObject({
      state: "OK",
      details: { tenantName: "tenant-main", resourceType: "OpenStack.SecurityGroup" },
    });
    expect(Object.keys(outputs["rules"] as object)).toHaveLength(2);
  }
});

test("forty groups made, changed and deleted take reads by the time waited, not by the group", async () => {
  // A newer server is asked for the users of each group that is deleted.
  sandbox = await startSandbox({ release: "2024-10", delay: 500 });
  const pause = 0.1;
  const settings = settingsFor(sandbox, {
    "waldur:pollInterval": String(pause),
    "waldur:maxConnections": "20",
  });
  const crud = crudFor(settings);
  const stacks = Array.from({ length: 40 }, (_, index) => new ManagedResource(crud, `group-${index}`));
  /** Reads of one run, and those that one list for each pause would take. */
  const reads = async (run: (stack: ManagedResource) => Promise<unknown>) => {
    sandbox.log.clear();
    const began = performance.now();
    await inRun(crud, () => atATime(16, stacks, run));
    const paths = gets().map(({ path }) => path.replace(/\/[0-9a-f]{32}\//, "/ID/"));
    const of = (part: string) => paths.filter((path) => path.includes(part)).length;
    return {
      lists: of("openstack-security-groups/") - of("openstack-security-groups/ID/"),
      single: of("openstack-security-groups/ID/"),
      quotas: of("openstack-tenants/"),
      users: of("openstack-instances/") + of("openstack-ports/"),
      most: 3 + (performance.now() - began) / (pause * 1000),
    };
  };

  const made = await reads((stack) => stack.up({ rules: [tcp(22), tcp(443)] }));
  // The first of all waits alone for a moment, and so do the last ones perhaps.
  expect(made).toMatchObject({ quotas: 1, users: 0 });
  expect(made.lists + made.single).toBeLessThanOrEqual(made.most);

  const changed = await reads((stack) => stack.up({ rules: [tcp(22), tcp(443), tcp(8080)] }));
  expect(changed).toMatchObject({ quotas: 1, users: 0 });
  expect(changed.lists + changed.single).toBeLessThanOrEqual(changed.most);

  expect(await reads((stack) => stack.up({ rules: [tcp(22), tcp(443), tcp(8080)] }))).toMatchObject({
    lists: 0,
    single: 0,
    quotas: 0,
  });

  const deleted = await reads((stack) => stack.destroy());
  expect(deleted).toMatchObject({ users: 2 });
  // The tenant is asked for too, now and then: nothing counts as gone where it is not visible.
  expect(deleted.quotas).toBeGreaterThan(0);
  expect(deleted.lists + deleted.single + deleted.quotas).toBeLessThanOrEqual(deleted.most + 1);
});

test.each([
  ["2026", true],
  ["2024-10", false],
] as const)(
  "a delete at a Waldur of %s asks for the servers of the group alone: %s",
  async (release, alone) => {
    sandbox = await startSandbox({ release });
    const group = new ManagedResource(crudFor(settingsFor(sandbox)), "web");
    await group.up({ rules: [tcp(22)] });
    const { id } = group;
    sandbox.log.clear();
    await group.destroy();
    const [asked, ...others] = gets().filter(({ path }) => path.endsWith("/openstack-instances/"));
    expect(others).toEqual([]);
    expect(String(asked?.query).includes(`security_group_uuid=${id}`)).toBe(alone);
  },
);
