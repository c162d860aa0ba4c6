import { PreviewLists } from "../../../provider/run/resources";
import { perRun, Run, Runs } from "../../../provider/run/run";

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

  test("end with the first failure, which is reported once", async () => {
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
    expect(told).toEqual(["existing groups could not be checked in this preview: no answer"]);
  });
});
