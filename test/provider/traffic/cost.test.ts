import { parseCidr } from "../../../provider/net/ranges";
import { changeSummary } from "../../../provider/traffic/format";
import { redundantRules } from "../../../provider/traffic/lint";
import { difference, isAny, type TrafficSet } from "../../../provider/traffic/set";
import { remoteCidr, traffic } from "../../../provider/traffic/traffic";
import { WorkLimit } from "../../../provider/traffic/grid";
import { type BenchRule, checkShapes } from "../../../scripts/bench/check-shapes";

function boxOf({ from, to, cidr }: BenchRule) {
  const network = parseCidr(cidr);
  if ("problem" in network) throw new Error(network.problem);
  const remote = remoteCidr(network);
  return traffic({ direction: "ingress", family: "IPv4", protocol: 6, ports: { from, to }, remote });
}

const lists = (shape: string, count: number): [TrafficSet, TrafficSet] => {
  const make = checkShapes[shape] ?? (() => []);
  return [make(count, 0).map(boxOf), make(count, 1).map(boxOf)];
};

/** Boxes examined to answer whether some traffic of both lists is in neither half of the first. */
function questionCost(shape: string, count: number): number {
  const [old, wanted] = lists(shape, count);
  const limit = new WorkLimit(Infinity);
  const halves = [old.filter((_, at) => at % 3 === 0), wanted.filter((_, at) => at % 3 === 0)];
  isAny({ inAll: [old, wanted], inNone: halves }, limit);
  return limit.spent;
}

function differenceCost(shape: string, count: number): number {
  const [old, wanted] = lists(shape, count);
  const limit = new WorkLimit(Infinity);
  difference(wanted, old, limit);
  return limit.spent;
}

const simple = ["one port, many hosts", "many ports, from anywhere", "ranges that join"];

describe("boxes examined when the number of rules doubles", () => {
  test.each(simple)("a question about %s: twice as many, or hardly more", (shape) => {
    expect(questionCost(shape, 1000) / questionCost(shape, 500)).toBeLessThan(2.3);
    expect(differenceCost(shape, 1000) / differenceCost(shape, 500)).toBeLessThan(2.3);
  });

  test.each(Object.keys(checkShapes))("a question about %s: at most four times as many", (shape) => {
    expect(questionCost(shape, 300) / questionCost(shape, 150)).toBeLessThan(4.5);
  });
});

describe("a tangle of a thousand rules", () => {
  const [old, wanted] = lists("half ranges from anywhere, half hosts", 1000);

  test("is described in words that cost little to make", () => {
    const { opens, closes } = changeSummary(
      [{ key: "old", traffic: old }],
      [{ key: "new", traffic: wanted }],
      true,
    );
    expect([opens, closes]).toEqual([["many ranges of ports"], ["many ranges of ports"]]);
  });

  test("has its shadowed rules found, however many others overlap", () => {
    const rules = [...wanted, ...wanted.slice(0, 1)].map((box, at) => ({
      key: `rule ${at}`,
      traffic: [box],
    }));
    expect(redundantRules(rules)).toContainEqual({ key: "rule 1000", by: "rule 0" });
  });
});

test("long lists are described by their first items", () => {
  const [, wanted] = lists("many ports, from anywhere", 1000);
  expect(changeSummary([], [{ key: "new", traffic: wanted }], true).opens).toEqual([
    `tcp ${Array.from({ length: 12 }, (_, at) => 2 * at + 2).join(", ")} and 988 more from 0.0.0.0/0`,
  ]);
});
