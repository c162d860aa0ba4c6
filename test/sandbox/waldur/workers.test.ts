import { startWaldurSandbox } from "../../../sandbox/waldur";
import type { WaldurSandbox, WaldurSandboxOptions } from "../../../sandbox/waldur";
import { until } from "../../../scripts/runner/until";
import { Client, groupPath, tcp } from "./client";
import type { GroupBody } from "./client";

let sandbox: WaldurSandbox;
let client: Client;

async function start(options: WaldurSandboxOptions): Promise<void> {
  sandbox = await startWaldurSandbox({ release: "2024-10", delay: 0, worker: false, ...options });
  client = new Client(sandbox);
}
afterEach(() => sandbox.close());

/** Groups whose creation is scheduled, oldest first. */
async function scheduled(...names: string[]): Promise<GroupBody[]> {
  const groups: GroupBody[] = [];
  for (const name of names) groups.push((await client.create(name, [tcp(22)])).body as GroupBody);
  return groups;
}

const state = async ({ uuid }: GroupBody) => (await client.group(uuid)).state;
/** The groups that calls to OpenStack were about, each stretch of calls about one counted once. */
function stretches(): unknown[] {
  const groups = sandbox.log.entries({ level: "openstack" }).map(({ group }) => group);
  return groups.filter((group, index) => group !== groups[index - 1]);
}

test("one worker takes one task after another, in the order they are due", async () => {
  await start({ workers: 1, openstackCallTime: 1 });
  const groups = await scheduled("a", "b", "c");
  sandbox.settings.set({ worker: true });
  await sandbox.idle();
  expect(stretches()).toEqual(groups.map(({ uuid }) => sandbox.edits.group(uuid).id));
  expect(sandbox.log.entries({ level: "task" }).map(({ path }) => path)).toEqual(
    groups.map(({ uuid }) => `/api/${groupPath(uuid)}`),
  );
});

test("without a limit all tasks that are due run side by side", async () => {
  await start({ openstackCallTime: 5 });
  await scheduled("a", "b", "c");
  sandbox.settings.set({ worker: true });
  await sandbox.idle();
  expect(stretches().length).toBeGreaterThan(3);
});

test("the step that says how a task ended queues behind what is due", async () => {
  await start({ workers: 1 });
  const [first, second, third] = await scheduled("first", "second", "third");
  sandbox.faults.add({ level: "openstack", method: "POST", path: "groups$", skip: 1, answer: "hang" });
  sandbox.settings.set({ worker: true });
  await until(() => sandbox.log.count({ level: "openstack", method: "POST", path: "groups$" }) === 2);
  expect(sandbox.edits.groups(sandbox.tenantUuid).map(({ name }) => name)).toEqual(["default", "first"]);
  expect(await Promise.all([first!, second!, third!].map(state))).toEqual([
    "Creating",
    "Creating",
    "Creation Scheduled",
  ]);
  sandbox.faults.clear();
  await sandbox.idle();
  expect(await Promise.all([first!, second!, third!].map(state))).toEqual(["OK", "Erred", "OK"]);
});

test("more workers continue while a task hangs", async () => {
  await start({ workers: 2 });
  const [hanging, ...others] = await scheduled("hanging", "a", "b", "c");
  sandbox.faults.add({ level: "openstack", answer: "hang" });
  sandbox.settings.set({ worker: true });
  await until(async () => (await Promise.all(others.map(state))).every((each) => each === "OK"));
  expect(await state(hanging!)).toBe("Creating");
});

test("a shorter delay overtakes a longer one", async () => {
  await start({ workers: 1, worker: true, delay: 600_000 });
  const [late] = await scheduled("late");
  sandbox.settings.set({ delay: 0 });
  const [early] = await scheduled("early");
  await until(async () => (await state(early!)) === "OK");
  expect(await state(late!)).toBe("Creation Scheduled");
});

test("a delay longer than any timer is waited for", async () => {
  await start({ worker: true, delay: 2 ** 40 });
  const [group] = await scheduled("web");
  await until(() => client.send("GET", "version/"));
  expect(await state(group!)).toBe("Creation Scheduled");
  expect(sandbox.log.count({ level: "openstack" })).toBe(0);
});

test("no number of workers below one is taken", async () => {
  await start({});
  expect(() => sandbox.settings.set({ workers: 0 })).toThrow(/workers/);
});
