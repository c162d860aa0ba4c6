import fc from "fast-check";
import type { RuleChange, Step } from "../../../provider/core/gapless-order";
import { common, gaplessOrder, survivorsCover } from "../../../provider/core/gapless-order";
import { covers } from "../../../provider/core/traffic-set";
import { leastSteps, piecesOf } from "./least-steps";
import type { Rule } from "./small-universe";
import { allows, boxOf, hostRules, packets, portRules, rule, tcpRule } from "./small-universe";

const traffic = (one: Rule) => [boxOf(one)];
const change = (kept: Rule[], gone: Rule[], added: Rule[]): RuleChange<Rule> => ({
  kept,
  gone,
  added,
  traffic,
});

/** The rules after each step; fails where a step removes what is not there. */
function rulesAfterEach<R>(old: readonly R[], steps: readonly Step<R>[]): R[][] {
  const current = [...old];
  const take = (one: R) => {
    expect(current).toContain(one);
    current.splice(current.indexOf(one), 1);
  };
  return steps.map((step) => {
    if ("add" in step) current.push(step.add);
    else if ("remove" in step) take(step.remove);
    else {
      take(step.replace);
      current.push(step.by);
    }
    return [...current];
  });
}

function expectGapless({ kept, gone, added }: RuleChange<Rule>, steps: Step<Rule>[]) {
  const old = [...kept, ...gone];
  const wanted = [...kept, ...added];
  const needed = common(old.map(boxOf), wanted.map(boxOf));
  const states = rulesAfterEach(old, steps);
  for (const state of states) expect(covers(state.map(boxOf), needed)).toBe(true);
  const end = states.at(-1) ?? old;
  expect(end).toHaveLength(wanted.length);
  expect(new Set(end)).toEqual(new Set(wanted));
}

const list = (rules: fc.Arbitrary<Rule>, maxLength: number) => fc.array(rules, { maxLength });

describe("a gap-free order against all orders", () => {
  let longer = 0;
  let tried = 0;
  afterAll(() => {
    process.stdout.write(
      `gap-free orders: ${tried} changes, ${longer} of them need more than the usual steps\n`,
    );
  });

  const isShortest = (kept: Rule[], gone: Rule[], added: Rule[]) => {
    const rules = change(kept, gone, added);
    const steps = gaplessOrder(rules);
    const least = leastSteps(gone.length, added.length, piecesOf(rules, allows, packets));
    tried += 1;
    longer += least > Math.max(gone.length, added.length) ? 1 : 0;
    expect(steps).toHaveLength(least);
    expectGapless(rules, steps);
  };

  test("rules of all kinds", () => {
    fc.assert(fc.property(list(rule, 2), list(rule, 4), list(rule, 4), isShortest), { numRuns: 150 });
  });

  test("rules that overlap much", () => {
    fc.assert(fc.property(list(tcpRule, 1), list(tcpRule, 5), list(tcpRule, 5), isShortest), {
      numRuns: 200,
    });
  });

  test("rules that cross each other", () => {
    fc.assert(
      fc.property(list(tcpRule, 1), hostRules, portRules, fc.boolean(), (kept, a, b, swap) =>
        swap ? isShortest(kept, a, b) : isShortest(kept, b, a),
      ),
      { numRuns: 300 },
    );
    expect(longer).toBeGreaterThan(5);
  });
});

describe("a gap-free order of many rules", () => {
  const ports = (from: number, to: number, offset: number, size: number): Rule => ({
    direction: "ingress",
    family: "IPv4",
    protocol: 6,
    ports: { from, to },
    peer: { network: { offset, size } },
    own: "any",
  });

  test("random rules: nothing uncovered at any step", () => {
    fc.assert(
      fc.property(fc.array(rule, { minLength: 20, maxLength: 40 }), fc.nat(20), fc.nat(20), (rules, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const rulesChange = change(rules.slice(0, low), rules.slice(low, high), rules.slice(high));
        const steps = gaplessOrder(rulesChange);
        expect(steps.length).toBeLessThanOrEqual(rulesChange.gone.length + rulesChange.added.length);
        expectGapless(rulesChange, steps);
      }),
      { numRuns: 40 },
    );
  });

  test("a port range widened in each of 200 rules: 200 replacements", () => {
    const rules = (width: number) =>
      Array.from({ length: 200 }, (_, index) => ports(index * 10, index * 10 + width, index % 4, 1));
    const rulesChange = change([], rules(3), rules(5));
    const steps = gaplessOrder(rulesChange);
    expect(steps.filter((step) => "replace" in step)).toHaveLength(200);
    expect(steps).toHaveLength(200);
    expectGapless(rulesChange, steps);
  });

  test("ranges split and ranges merged: the merges make room for the splits", () => {
    const whole = (index: number) => [ports(index * 10, index * 10 + 9, 0, 4)];
    const halves = (index: number) => [
      ports(index * 10, index * 10 + 4, 0, 4),
      ports(index * 10 + 5, index * 10 + 9, 0, 4),
    ];
    const twenty = [...Array(20).keys()];
    const rulesChange = change(
      [],
      twenty.flatMap((index) => (index < 10 ? whole(index) : halves(index))),
      twenty.flatMap((index) => (index < 10 ? halves(index) : whole(index))),
    );
    const steps = gaplessOrder(rulesChange);
    expect(steps).toHaveLength(30);
    expectGapless(rulesChange, steps);
  });

  test("thirty knots that each take one step more need one step more in all", () => {
    const knot = (index: number) => ({
      gone: [0, 1].map((host) => ports(index * 10, index * 10 + 1, host, 1)),
      added: [0, 1].map((port) => ports(index * 10 + port, index * 10 + port, 0, 2)),
    });
    const knots = Array.from({ length: 30 }, (_, index) => knot(index));
    const rulesChange = change(
      [],
      knots.flatMap(({ gone }) => gone),
      knots.flatMap(({ added }) => added),
    );
    const steps = gaplessOrder(rulesChange);
    expect(steps).toHaveLength(61);
    expectGapless(rulesChange, steps);
  });
});

describe("which order is chosen", () => {
  test("the order of the input does not matter", () => {
    const shuffled = fc
      .tuple(list(rule, 3), list(tcpRule, 8), list(tcpRule, 8))
      .chain(([kept, gone, added]) =>
        fc.record({
          original: fc.constant(change(kept, gone, added)),
          shuffled: fc
            .tuple(
              ...[kept, gone, added].map((some) => fc.shuffledSubarray(some, { minLength: some.length })),
            )
            .map(([a = [], b = [], c = []]) => change(a, b, c)),
        }),
      );
    fc.assert(
      fc.property(shuffled, ({ original, shuffled }) => {
        expect(gaplessOrder(shuffled)).toEqual(gaplessOrder(original));
      }),
    );
  });

  test("likeness pairs rules and costs no step", () => {
    const likeness = (a: Rule, b: Rule) =>
      Number(a.family === b.family) + Number(a.protocol === b.protocol) + Number(a.direction === b.direction);
    const sum = (steps: Step<Rule>[]) =>
      steps.reduce((total, step) => total + ("replace" in step ? likeness(step.replace, step.by) : 0), 0);
    let better = 0;
    fc.assert(
      fc.property(list(rule, 2), list(rule, 6), list(rule, 6), (kept, gone, added) => {
        const rules = change(kept, gone, added);
        const plain = gaplessOrder(rules);
        const paired = gaplessOrder({ ...rules, likeness });
        expect(paired).toHaveLength(plain.length);
        expectGapless(rules, paired);
        expect(sum(paired)).toBeGreaterThanOrEqual(sum(plain));
        better += sum(paired) > sum(plain) ? 1 : 0;
      }),
    );
    expect(better).toBeGreaterThan(5);
  });

  test("nothing to do is no step", () => {
    expect(gaplessOrder(change([], [], []))).toEqual([]);
  });
});

describe("survivors", () => {
  test("cover the common traffic exactly when no packet is left out", () => {
    let yes = 0;
    fc.assert(
      fc.property(list(tcpRule, 3), list(tcpRule, 2), list(tcpRule, 2), (kept, gone, added) => {
        const boxes = (rules: Rule[]) => rules.map(boxOf);
        const bare = packets.some(
          (packet) =>
            !kept.some((one) => allows(one, packet)) &&
            gone.some((one) => allows(one, packet)) &&
            added.some((one) => allows(one, packet)),
        );
        yes += bare ? 0 : 1;
        expect(survivorsCover(boxes(kept), boxes([...kept, ...gone]), boxes([...kept, ...added]))).toBe(
          !bare,
        );
      }),
    );
    expect(yes).toBeGreaterThan(5);
    expect(yes).toBeLessThan(95);
  });
});
