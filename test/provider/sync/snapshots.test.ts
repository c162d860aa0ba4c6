import { Snapshots } from "../../../provider/sync/poll";

/** A source whose lists end when the test ends them. */
function source(server: Map<string, string>) {
  const calls: string[] = [];
  const lists: { end: () => void; fail: () => void }[] = [];
  const one = async (id: string) => {
    calls.push(`one ${id}`);
    return server.get(id);
  };
  const list = () => {
    calls.push("list");
    const now = new Map(server);
    return new Promise<Map<string, string>>((end, fail) => {
      lists.push({ end: () => end(now), fail: () => fail(new Error("503")) });
    });
  };
  return { calls, lists, snapshots: (maxAge = 60) => new Snapshots({ list, one }, { maxAge }) };
}

const server = () => new Map([...Array(20).keys()].map((n) => [String(n), `group ${n}`]));
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a read without company asks directly", async () => {
  const { calls, snapshots } = source(server());
  expect(await snapshots().read("7")).toBe("group 7");
  expect(calls).toEqual(["one 7"]);
});

test("repeated reads of one thing stay direct", async () => {
  const { calls, snapshots } = source(server());
  const shared = snapshots();
  await shared.read("7");
  await shared.read("7");
  expect(calls).toEqual(["one 7", "one 7"]);
});

test("reads in company share one list, also those that come later", async () => {
  const { calls, lists, snapshots } = source(server());
  const shared = snapshots();
  const reads = ["0", "1", "2", "3"].map((id) => shared.read(id));
  await settled();
  lists[0]?.end();
  expect(await Promise.all(reads)).toEqual(["group 0", "group 1", "group 2", "group 3"]);
  expect(await shared.read("4")).toBe("group 4");
  expect(calls).toEqual(["one 0", "list"]);
});

test("what a list lacks is asked for by itself before it counts as gone", async () => {
  const groups = server();
  const { calls, lists, snapshots } = source(groups);
  const shared = snapshots();
  await shared.read("0");
  const late = shared.read("new");
  const gone = shared.read("gone");
  await settled();
  groups.set("new", "made meanwhile");
  lists[0]?.end();
  expect(await late).toBe("made meanwhile");
  expect(await gone).toBeUndefined();
  expect(calls.slice(0, 2)).toEqual(["one 0", "list"]);
  expect(calls.slice(2).sort()).toEqual(["one gone", "one new"]);
});

test("no list from before our own write is used, and one is in flight at a time", async () => {
  const groups = server();
  const { calls, lists, snapshots } = source(groups);
  const shared = snapshots();
  await shared.read("0");
  const before = shared.read("1");
  await settled();
  groups.set("2", "changed");
  shared.wrote();
  const after = shared.read("2");
  await settled();
  expect(calls).toEqual(["one 0", "list"]);
  lists[0]?.end();
  expect(await before).toBe("group 1");
  await settled();
  lists[1]?.end();
  expect(await after).toBe("changed");
  expect(calls).toEqual(["one 0", "list", "list"]);
});

test("waits care about their own write only", async () => {
  const { calls, lists, snapshots } = source(server());
  const shared = snapshots();
  const since = performance.now();
  await shared.readSince("0", since);
  const first = shared.readSince("1", since);
  await settled();
  lists[0]?.end();
  await first;
  shared.wrote();
  await shared.readSince("2", since);
  expect(calls).toEqual(["one 0", "list"]);
});

test("an old list is not used", async () => {
  const { calls, lists, snapshots } = source(server());
  const shared = snapshots(0);
  await shared.readSince("0", 0);
  const inCompany = shared.readSince("1", 0);
  await settled();
  lists[0]?.end();
  await inCompany;
  await shared.read("2");
  expect(calls).toEqual(["one 0", "one 1", "one 2"]);
});

test("a list that fails fails its readers and is not kept", async () => {
  const { calls, lists, snapshots } = source(server());
  const shared = snapshots();
  await shared.read("0");
  const first = shared.read("1");
  await settled();
  lists[0]?.fail();
  await expect(first).rejects.toThrow("503");
  const second = shared.read("2");
  await settled();
  lists[1]?.end();
  expect(await second).toBe("group 2");
  expect(calls).toEqual(["one 0", "list", "list"]);
});

test("a list that began before the moment asked for does not count, though it arrived after it", async () => {
  const groups = server();
  const { calls, lists, snapshots } = source(groups);
  const shared = snapshots();
  const early = shared.list();
  const begun = performance.now();
  while (performance.now() <= begun) await settled();
  const since = performance.now();
  groups.set("0", "changed");
  lists[0]?.end();
  await early;
  while (performance.now() <= since) await settled();
  expect(await shared.readSince("0", since)).toBe("changed");
  expect(calls).toEqual(["list", "one 0"]);
});
