import fc from "fast-check";
import { explain, type KeyedTraffic } from "../../../provider/traffic/explain";
import {
  anyRemote,
  remoteGroup,
  type Traffic,
  traffic,
  type TrafficLimits,
} from "../../../provider/traffic/traffic";
import { contains } from "../../../provider/traffic/set";
import { allows, boxOf, packets, pointOf, type Rule, rule } from "./small-universe";

const keyed = (rules: readonly Rule[]): KeyedTraffic[] =>
  rules.map((one, position) => ({ key: `rule ${position}`, traffic: [boxOf(one)] }));

const points = packets.map((packet) => ({ packet, point: pointOf(packet) }));
const rules = fc.array(rule, { maxLength: 6 });

/** Random rules seldom have each answer: these do. */
const any: Rule = { direction: "ingress", family: "IPv4", peer: { network: "any" }, own: "any" };
const tcp: Rule = { ...any, protocol: 6 };

/** Each list of rules is asked about one share of the packets, since more lists find more than more packets. */
const SHARES = 64;

describe("explain against brute force", () => {
  let asked = 0;
  afterAll(() => {
    process.stdout.write(`explain: ${asked} packets asked one by one, no disagreement\n`);
  });

  test("of one packet: whether it is allowed, and by which rules", () => {
    fc.assert(
      fc.property(rules, fc.nat(SHARES - 1), (some, share) => {
        for (const [at, { packet, point }] of points.entries()) {
          if (at % SHARES !== share) continue;
          asked += 1;
          const by = some.flatMap((one, position) => (allows(one, packet) ? [`rule ${position}`] : []));
          const { allowed, by: found } = explain([point], keyed(some));
          if (allowed !== (by.length > 0 ? "all" : "nothing") || found.join() !== by.join()) {
            throw new Error(`explain and the rules disagree on ${JSON.stringify(packet)}`);
          }
        }
      }),
      { numRuns: 120 },
    );
    expect(asked).toBeGreaterThan(6000);
  });

  test("of many: all, a part or nothing, and which part", () => {
    const answers = new Set<string>();
    fc.assert(
      fc.property(rules, rule, (some, question) => {
        const of = points.filter(({ packet }) => allows(question, packet));
        const open = of.filter(({ packet }) => some.some((one) => allows(one, packet)));
        const found = explain([boxOf(question)], keyed(some));
        answers.add(found.allowed);
        expect(found.allowed).toBe(open.length === of.length ? "all" : open.length > 0 ? "part" : "nothing");
        const isOpen = new Set(open);
        for (const one of of) {
          const parts = [contains(found.open, one.point), contains(found.closed, one.point)];
          if (parts[0] !== isOpen.has(one) || parts[1] === isOpen.has(one))
            throw new Error(`explain is wrong about ${JSON.stringify(one.packet)}`);
        }
      }),
      {
        numRuns: 150,
        examples: [
          [[any], any],
          [[tcp], any],
          [[], any],
        ],
      },
    );
    expect([...answers].sort()).toEqual(["all", "nothing", "part"]);
  });
});

/** A rule with unknown values may allow all of its box, and may allow nothing. */
test("the answer holds in every reading of what is not known", () => {
  const answers = new Set<string>();
  const some = fc.array(fc.record({ box: rule, isKnown: fc.boolean() }), { maxLength: 4 });
  fc.assert(
    fc.property(some, rule, (all, question) => {
      const words = all.map(({ box, isKnown }, position) => {
        const boxes = [boxOf(box)];
        const what = isKnown ? { traffic: boxes } : { traffic: [], possible: boxes };
        return { key: `rule ${position}`, ...what };
      });
      const found = explain([boxOf(question)], words);
      answers.add(found.allowed);
      const least = all.filter(({ isKnown }) => isKnown);
      const isIn = (list: typeof all, packet: (typeof packets)[number]) =>
        list.some(({ box }) => allows(box, packet));
      const of = points.filter(({ packet }) => allows(question, packet));
      for (const { packet, point } of of) {
        const [open, closed, unknown] = [found.open, found.closed, found.unknown].map((set) =>
          contains(set, point),
        );
        const [isSure, isPossible] = [isIn(least, packet), isIn(all, packet)];
        if (open !== isSure || closed === isPossible || unknown !== (isPossible && !isSure))
          throw new Error(`explain is wrong about ${JSON.stringify(packet)}`);
      }
      const count = (list: typeof all) => of.filter(({ packet }) => isIn(list, packet)).length;
      const none = count(all) === 0 ? "nothing" : "unknown";
      expect(found.allowed).toBe(count(least) === of.length ? "all" : count(least) > 0 ? "part" : none);
    }),
    {
      numRuns: 60,
      examples: [
        [[{ box: tcp, isKnown: true }], any],
        [[{ box: tcp, isKnown: false }], any],
        [[], any],
      ],
    },
  );
  expect([...answers]).toEqual(expect.arrayContaining(["nothing", "part", "unknown"]));
});

describe("the nearest rules", () => {
  const box = (limits: Partial<TrafficLimits>) =>
    traffic({ direction: "ingress", family: "IPv4", protocol: 6, ...limits });
  const ask = (limits: Partial<TrafficLimits>, ...others: Traffic[]) =>
    explain(
      [box(limits)],
      others.map((one, position) => ({ key: `rule ${position}`, traffic: [one] })),
    ).nearest;

  test("differ in the fewest properties", () => {
    const near = ask(
      { ports: 443, remote: remoteGroup("a") },
      box({ ports: 80, remote: remoteGroup("b") }),
      box({ ports: 443, remote: remoteGroup("b") }),
      box({ ports: 80, remote: anyRemote }),
    );
    expect(near).toEqual([
      { key: "rule 1", differsIn: ["remote"] },
      { key: "rule 2", differsIn: ["ports"] },
    ]);
  });

  test("are of the same direction, and can be of the other family", () => {
    const outward = box({ direction: "egress" });
    expect(ask({ ports: 443 }, outward, box({ family: "IPv6" }))).toEqual([
      { key: "rule 1", differsIn: ["family"] },
    ]);
    expect(ask({ ports: 443 }, outward)).toEqual([]);
  });
});
