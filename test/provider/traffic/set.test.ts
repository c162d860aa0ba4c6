import fc from "fast-check";
import type { TrafficSet } from "../../../provider/traffic/set";
import * as set from "../../../provider/traffic/set";
import type { Packet, Rule } from "./small-universe";
import { allows, boxOf, packets, pointOf, rule } from "./small-universe";

const rules = fc.array(rule, { maxLength: 6 });
const setOf = (some: Rule[]) => some.map(boxOf);
const allowed = (some: Rule[], packet: Packet) => some.some((one) => allows(one, packet));
const points = packets.map((packet) => ({ packet, point: pointOf(packet) }));

describe("sets of traffic against brute force", () => {
  let asked = 0;
  let disagreements = 0;
  afterAll(() => {
    process.stdout.write(`traffic sets: ${asked} packets asked one by one, ${disagreements} disagreements
`);
  });

  const agrees = (result: TrafficSet, expected: (packet: Packet) => boolean) => {
    for (const { packet, point } of points) {
      asked += 1;
      if (set.contains(result, point) === expected(packet)) continue;
      disagreements += 1;
      throw new Error(`the set and the rules disagree on ${JSON.stringify(packet)}`);
    }
  };

  const operations = {
    union: (a: boolean, b: boolean) => a || b,
    intersection: (a: boolean, b: boolean) => a && b,
    difference: (a: boolean, b: boolean) => a && !b,
  };
  test.each(["union", "intersection", "difference"] as const)("%s", (operation) => {
    fc.assert(
      fc.property(rules, rules, (a, b) => {
        agrees(set[operation](setOf(a), setOf(b)), (packet) =>
          operations[operation](allowed(a, packet), allowed(b, packet)),
        );
      }),
      { numRuns: 60 },
    );
  });

  test("simplify keeps every packet and never adds boxes", () => {
    fc.assert(
      fc.property(rules, (a) => {
        const simple = set.simplify(setOf(a));
        agrees(simple, (packet) => allowed(a, packet));
        expect(simple.length).toBeLessThanOrEqual(a.length);
      }),
      { numRuns: 60 },
    );
  });

  test("covers, equal and isEmpty say what the packets say", () => {
    let yes = 0;
    fc.assert(
      fc.property(rules, rules, fc.boolean(), (some, b, mix) => {
        const a = mix ? [...some, ...b.slice(1)] : some;
        asked += packets.length;
        const inA = packets.map((packet) => allowed(a, packet));
        const inB = packets.map((packet) => allowed(b, packet));
        const covered = inB.every((is, index) => !is || inA[index]);
        yes += covered ? 1 : 0;
        expect(set.covers(setOf(a), setOf(b))).toBe(covered);
        expect(set.equal(setOf(a), setOf(b))).toBe(inA.every((is, index) => is === inB[index]));
        expect(set.isEmpty(set.difference(setOf(b), setOf(a)))).toBe(covered);
      }),
      { numRuns: 300 },
    );
    expect(yes).toBeGreaterThan(20);
  });

  test("the result depends on the set, not on the order of its boxes", () => {
    fc.assert(
      fc.property(rules, (a) => {
        expect(set.simplify(setOf(a).toReversed())).toEqual(set.simplify(setOf(a)));
      }),
    );
  });

  test("at least 100,000 packets were asked", () => {
    expect(asked).toBeGreaterThan(100_000);
  });
});

describe("what rules cover", () => {
  const tcp = (peer: Rule["peer"]): Rule => ({
    direction: "ingress",
    family: "IPv4",
    protocol: 6,
    ports: { from: 2, to: 3 },
    peer,
    own: "any",
  });
  const anywhere = tcp({ network: "any" });
  const network = tcp({ network: { offset: 0, size: 4 } });
  const group = tcp({ group: "a" });

  test.each([
    ["a rule from anywhere covers a network", [anywhere], [network], true],
    ["a rule from anywhere covers a group", [anywhere], [group], true],
    ["a network does not cover a group", [network], [group], false],
    ["a group does not cover a network", [group], [network], false],
    ["a group does not cover another group", [group], [tcp({ group: "b" })], false],
    [
      "halves cover the whole together",
      [tcp({ network: { offset: 0, size: 2 } }), tcp({ network: { offset: 2, size: 2 } })],
      [network],
      true,
    ],
    ["any protocol covers tcp", [{ ...anywhere, protocol: undefined, ports: undefined }], [group], true],
    ["one family does not cover the other", [anywhere], [{ ...anywhere, family: "IPv6" }], false],
    ["one direction does not cover the other", [anywhere], [{ ...anywhere, direction: "egress" }], false],
  ] satisfies [string, Rule[], Rule[], boolean][])("%s", (_, outer, inner, expected) => {
    expect(set.covers(setOf(outer), setOf(inner))).toBe(expected);
  });
});
