import { randomUUID } from "node:crypto";
import { Claims } from "../../../../provider/core/run/claims";
import { engineProcess } from "../../../../provider/core/run/engine-process";
import { PreviewLists } from "../../../../provider/core/run/preview-list";
import { perRun, Run, Runs } from "../../../../provider/core/run/run";
import { Takeovers } from "../../../../provider/core/run/takeovers";

test("handlers that are configured once each belong to one run; one that comes again begins the next", () => {
  const runs = new Runs();
  const [a, b] = [{}, {}];
  const first = runs.join(a);
  expect(runs.join(b)).toBe(first);
  const second = runs.join(b);
  expect(second).not.toBe(first);
  expect(runs.join(a)).toBe(second);
});

test("what hangs on a run is made once for it", () => {
  let made = 0;
  const counter = perRun(() => (made += 1));
  const [one, other] = [new Run(), new Run()];
  expect([counter(one), counter(one), counter(other)]).toEqual([1, 1, 2]);
});

test("a claim is refused to everybody else, not to its owner", () => {
  const claims = new Claims();
  const [a, b] = ["a", "b"].map((urn) => ({ urn, title: `Group "${urn}"` }));
  if (a === undefined || b === undefined) throw new Error("two claimants");
  expect(claims.claim("name web", a)).toBeUndefined();
  expect(claims.claim("name web", a)).toBeUndefined();
  expect(claims.claim("name web", b)).toEqual(a);
  expect(claims.claim("name db", b)).toBeUndefined();
});

describe("takeovers", () => {
  const group = { group: "server 1", part: "group", by: 'Group "new"' } as const;

  test("are seen by every process of the same run of the engine, and by no other", () => {
    const engine = randomUUID();
    const [mine, theirs, others] = [
      new Takeovers(engine),
      new Takeovers(engine),
      new Takeovers(randomUUID()),
    ];
    mine.note(group);
    expect(theirs.ownerOf("server 1", "group")).toBe('Group "new"');
    expect(theirs.ownerOf("server 1", "rules")).toBeUndefined();
    expect(theirs.ownerOf("server 2", "group")).toBeUndefined();
    expect(others.ownerOf("server 1", "group")).toBeUndefined();
  });

  test("stay in the process where the engine is not known", () => {
    const mine = new Takeovers(undefined);
    mine.note(group);
    expect(mine.ownerOf("server 1", "group", "rules")).toBe('Group "new"');
    expect(new Takeovers(undefined).ownerOf("server 1", "group")).toBeUndefined();
  });
});

test("outside of an engine there is none", () => {
  expect(engineProcess()).toBeUndefined();
});

describe("lists for previews", () => {
  test("are asked for once each and shared", async () => {
    const asked: string[] = [];
    const lists = new PreviewLists(async (scope) => {
      asked.push(scope);
      return scope.length;
    });
    const told: string[] = [];
    const all = ["one", "three", "one"].map((scope) => lists.of(scope, (line) => told.push(line)));
    expect(await Promise.all(all)).toEqual([3, 5, 3]);
    expect(asked).toEqual(["one", "three"]);
    expect(told).toEqual([]);
  });

  test("end with the first failure, which is told once", async () => {
    let asked = 0;
    const lists = new PreviewLists(async () => {
      asked += 1;
      throw new Error("no answer");
    });
    const told: string[] = [];
    for (const scope of ["one", "two", "one"]) {
      expect(await lists.of(scope, (line) => told.push(line))).toBeUndefined();
    }
    expect(asked).toBe(1);
    expect(told).toEqual(["what is there already cannot be told in this preview: no answer"]);
  });
});
