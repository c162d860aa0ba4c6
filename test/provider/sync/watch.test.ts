import { Deadline } from "../../../provider/http/deadline";
import { PollSchedule, Watch } from "../../../provider/sync/poll";

/** Things on a server that are done a while after they were begun, and a count of how often they were read. */
class Server {
  readonly looks = { list: 0, one: 0 };
  private readonly done = new Map<string, number>();
  private readonly hidden = new Set<string>();
  readonly watch: Watch<{ done: boolean }>;

  /** @param pages of a list */
  constructor(
    readonly pace = new PollSchedule(0.02),
    pages = 1,
  ) {
    const source = { list: async () => this.list(), one: async (id: string) => this.one(id) };
    this.watch = new Watch({ ...source, requests: () => pages }, pace);
  }

  begin(id: string, seconds: number): void {
    this.done.set(id, performance.now() + seconds * 1000);
  }

  remove(id: string): void {
    this.done.delete(id);
  }

  /** Lists lack it, though it exists. */
  hide(id: string): void {
    this.hidden.add(id);
  }

  wait(id: string, deadline = new Deadline(600), trustsLists = true): Promise<string> {
    const probe = (thing: { done: boolean } | undefined) =>
      thing === undefined ? "gone" : thing.done ? "done" : undefined;
    return this.watch.until({
      id,
      probe,
      goal: `${id} to be done`,
      deadline,
      remedy: () => "Run it again.",
      trustsLists,
    });
  }

  private list() {
    this.looks.list += 1;
    const listed = [...this.done.keys()].filter((id) => !this.hidden.has(id));
    return new Map(listed.map((id) => [id, this.state(id)] as const));
  }

  private one(id: string) {
    this.looks.one += 1;
    return this.done.has(id) ? this.state(id) : undefined;
  }

  private state(id: string) {
    return { done: performance.now() >= (this.done.get(id) ?? 0) };
  }
}

const all = Array.from({ length: 100 }, (_, at) => `group-${at}`);

test("a hundred waits share their polls, no matter when they began", async () => {
  const server = new Server();
  for (const id of all) server.begin(id, 0.1);
  const began = performance.now();
  await Promise.all(all.map((id) => server.wait(id)));
  const most = 2 + (performance.now() - began) / 20;
  expect(server.looks.list).toBeGreaterThan(0);
  expect(server.looks.list).toBeLessThanOrEqual(most);
  expect(server.looks.one).toBe(0);
});

test("a wait that is alone asks for the one thing", async () => {
  const server = new Server();
  server.begin("group", 0.05);
  expect(await server.wait("group")).toBe("done");
  expect(server.looks.list).toBe(0);
});

test("no more waits than a list has pages ask for their own things, more share a list", async () => {
  const server = new Server(undefined, 3);
  const three = all.slice(0, 3);
  for (const id of three) server.begin(id, 0.05);
  await Promise.all(three.map((id) => server.wait(id)));
  expect(server.looks.list).toBe(0);
  const four = all.slice(3, 7);
  for (const id of four) server.begin(id, 0.05);
  await Promise.all(four.map((id) => server.wait(id)));
  expect(server.looks.list).toBeGreaterThan(0);
});

test("what two lists in a row lack is gone; what one lacks is not", async () => {
  const server = new Server();
  for (const id of ["kept", "gone"]) server.begin(id, 0.2);
  const waits = Promise.all([server.wait("kept"), server.wait("gone")]);
  server.remove("gone");
  const other = server.wait("gone");
  expect(await waits).toEqual(["done", "gone"]);
  expect(server.looks.list).toBeGreaterThanOrEqual(2);
  expect(await other).toBe("gone");
});

test("deletions that a server does at once are polled for earlier and earlier", async () => {
  const server = new Server(new PollSchedule(0.02));
  const { first } = server.pace;
  // A list takes a moment, too, and on a busy machine a long one.
  for (let round = 0; round < 1000 && server.pace.first >= first / 4; round += 1)
    await Promise.all([server.wait("one"), server.wait("other")]);
  expect(server.pace.first).toBeLessThan(first / 4);
});

test("what lists lack is asked for by itself, unless a deletion is waited for", async () => {
  const server = new Server();
  for (const id of ["hidden", "shown"]) server.begin(id, 0.1);
  server.hide("hidden");
  const waits = ["hidden", "shown"].map((id) => server.wait(id, new Deadline(600), false));
  expect(await Promise.all(waits)).toEqual(["done", "done"]);
  expect(server.looks.one).toBeGreaterThan(0);
});

test("gives up when time is up, and says what it waited for and what to do", async () => {
  const server = new Server();
  server.begin("slow", 60);
  server.begin("quick", 0.1);
  const quick = server.wait("quick");
  await expect(server.wait("slow", new Deadline(0.05))).rejects.toThrow(
    "timed out after 0.05 s: waiting for slow to be done. Run it again.",
  );
  expect(await quick).toBe("done");
  await expect(server.wait("slow", new Deadline(0))).rejects.toThrow("timed out after 0 s");
});

test("a poll that fails ends the waits that it was for, and what a probe throws ends its own", async () => {
  let fails = true;
  const list = async () => {
    if (fails) throw new Error("no list");
    return new Map([["a", 1]]);
  };
  const watch = new Watch({ list, one: async () => 1 }, new PollSchedule(0.01));
  const wait = (probe: () => true | undefined) =>
    watch.until({ id: "a", probe, goal: "it", deadline: new Deadline(600) });
  const both = [wait(() => true), wait(() => true)];
  for (const one of both) await expect(one).rejects.toThrow("no list");
  fails = false;
  const broken = () => {
    throw new Error("broken");
  };
  const [one, other] = [wait(() => true), wait(broken)];
  expect(await one).toBe(true);
  await expect(other).rejects.toThrow("broken");
});

describe("the pace of looks", () => {
  test("begins with two seconds, and learns when the quickest was done", () => {
    const pace = new PollSchedule(0.5);
    expect(pace.first).toBe(2);
    for (const duration of [9, 5, 3.5]) pace.learn(duration);
    expect(pace.first).toBe(3);
    for (let wait = 0; wait < 100; wait += 1) pace.learn(8);
    expect(pace.first).toBe(7.5);
  });

  test("is at most two polls a second while the wait is young, and one after; slower and slower", () => {
    const pace = new PollSchedule(0.5);
    expect([0, 5, 9.9, 10, 30, 60, 200].map((age) => pace.next(age))).toEqual([0.5, 0.5, 0.5, 1, 3, 6, 10]);
  });

  test("keeps to the pause that the user wants", () => {
    const pace = new PollSchedule(15);
    expect([pace.next(1), pace.next(50)]).toEqual([15, 15]);
  });
});

test("two lists that lack a thing mean that it is gone only when they follow one another", async () => {
  const shown = [false, true, false, true];
  let lists = 0;
  const list = () => {
    const at = lists;
    lists += 1;
    const isLast = at >= shown.length - 1;
    const things = shown[Math.min(at, shown.length - 1)] ? ["a", "b"] : ["b"];
    return Promise.resolve(new Map(things.map((id) => [id, { done: isLast }] as const)));
  };
  const one = (id: string) => Promise.resolve({ done: id === "b" });
  const watch = new Watch<{ done: boolean }>({ list, one }, new PollSchedule(0.02));
  const wait = (id: string) =>
    watch.until({
      id,
      probe: (thing) => (thing === undefined ? "gone" : thing.done ? "done" : undefined),
      goal: `${id} to be done`,
      deadline: new Deadline(600),
      trustsLists: true,
    });
  expect(await Promise.all([wait("a"), wait("b")])).toEqual(["done", "done"]);
});
