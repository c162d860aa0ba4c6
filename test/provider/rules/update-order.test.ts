import fc from "fast-check";
import { type RuleChange, type Step, updateOrder } from "../../../provider/rules/update-order";
import { covers, intersection, isAny } from "../../../provider/traffic/set";
import type { Rule } from "../traffic/small-universe";
import { allows, boxOf, hostRules, packets, portRules, rule, tcpRule } from "../traffic/small-universe";
import { leastSteps, piecesOf } from "./least-steps";

/** Rules that are equal are still rules of their own. */
const distinct = <R extends Rule>(rules: readonly R[]) => rules.map((one) => ({ ...one }));

const change = (
  kept: readonly Rule[],
  gone: readonly Rule[],
  added: readonly Rule[],
  more: Partial<RuleChange<Rule>> = {},
): RuleChange<Rule> => ({
  kept: distinct(kept),
  gone: distinct(gone),
  added: distinct(added),
  traffic: (one) => ({ traffic: [boxOf(one)] }),
  key: (one) => JSON.stringify(one),
  mayReplace: () => true,
  likeness: () => 0,
  ...more,
});

/** The rules after each step; fails where a step removes what does not exist. */
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

function expectGapFree({ kept, gone, added, mayReplace }: RuleChange<Rule>, steps: Step<Rule>[]) {
  const old = [...kept, ...gone];
  const wanted = [...kept, ...added];
  const lasting = intersection(old.map(boxOf), wanted.map(boxOf));
  const states = rulesAfterEach(old, steps);
  for (const state of states) expect(covers(state.map(boxOf), lasting)).toBe(true);
  const end = states.at(-1) ?? old;
  expect(end).toHaveLength(wanted.length);
  expect(new Set(end)).toEqual(new Set(wanted));
  expect(steps.length).toBeLessThanOrEqual(gone.length + added.length);
  for (const step of steps) if ("replace" in step) expect(mayReplace(step.replace, step.by)).toBe(true);
}

const list = <R>(rules: fc.Arbitrary<R>, maxLength: number) => fc.array(rules, { maxLength });
const crossing = fc.tuple(hostRules, portRules, fc.boolean()).map(([a, b, swap]) => (swap ? [b, a] : [a, b]));

describe("the order of changes, step by step", () => {
  test("random rules: nothing uncovered at any step, never more than gone + added steps", async () => {
    await fc.assert(
      fc.asyncProperty(list(rule, 6), list(rule, 12), list(rule, 12), async (...lists) => {
        const rules = change(...lists);
        expectGapFree(rules, await updateOrder(rules));
      }),
      { numRuns: 150 },
    );
  });

  test("rules that overlap much, some of which may not be replaced by an update", async () => {
    await fc.assert(
      fc.asyncProperty(
        list(tcpRule, 2),
        list(tcpRule, 8),
        list(tcpRule, 8),
        fc.func(fc.boolean()),
        async (...args) => {
          const [kept, gone, added, mayReplace] = args;
          const rules = change(kept, gone, added, { mayReplace });
          expectGapFree(rules, await updateOrder(rules));
        },
      ),
      { numRuns: 150 },
    );
  });

  test("rules that cross each other", async () => {
    await fc.assert(
      fc.asyncProperty(list(tcpRule, 1), crossing, async (kept, [gone = [], added = []]) => {
        const rules = change(kept, gone, added);
        expectGapFree(rules, await updateOrder(rules));
      }),
      { numRuns: 150 },
    );
  });

  test("rules of which a part is not known: nothing uncovered, whether it is allowed or not", async () => {
    const partly = fc
      .tuple(tcpRule, fc.constantFrom("all", "none"))
      .map(([one, known]) => ({ ...one, known }));
    type Partly = Rule & { readonly known: string };
    await fc.assert(
      fc.asyncProperty(list(partly, 3), list(partly, 5), list(partly, 5), async (...lists) => {
        const [kept = [], gone = [], added = []] = lists.map((some): Partly[] => distinct(some));
        const steps = await updateOrder<Partly>({
          kept,
          gone,
          added,
          traffic: (one) =>
            one.known === "all" ? { traffic: [boxOf(one)] } : { traffic: [], possible: [boxOf(one)] },
          key: (one) => JSON.stringify(one),
          mayReplace: () => true,
          likeness: () => 0,
        });
        for (const counts of [() => true, ({ known }: Partly) => known === "all"]) {
          const allowed = (rules: readonly Partly[]) => rules.filter(counts).map(boxOf);
          const lasting = intersection(allowed([...kept, ...gone]), allowed([...kept, ...added]));
          for (const state of rulesAfterEach([...kept, ...gone], steps))
            expect(covers(allowed(state), lasting)).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("against all orders: where rules share little traffic none is shorter", async () => {
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(list(rule, 2), list(rule, 4), list(rule, 4), async (...lists) => {
        const rules = change(...lists);
        const { gone, added } = rules;
        tried += gone.length > 0 && added.length > 0 ? 1 : 0;
        const least = leastSteps(gone.length, added.length, piecesOf(rules, allows, packets));
        expect(await updateOrder(rules)).toHaveLength(least);
      }),
      { numRuns: 150, seed: 20 },
    );
    expect(tried).toBeGreaterThan(50);
  });
});

describe("the order of changes of many rules", () => {
  const ports = (from: number, to: number, offset: number, size: number): Rule => ({
    direction: "ingress",
    family: "IPv4",
    protocol: 6,
    ports: { from, to },
    peer: { network: { offset, size } },
    own: "any",
  });
  const whole = (index: number) => [ports(index * 10, index * 10 + 9, 0, 4)];
  const halves = (index: number) => [
    ports(index * 10, index * 10 + 4, 0, 4),
    ports(index * 10 + 5, index * 10 + 9, 0, 4),
  ];
  const many = (count: number, make: (index: number) => Rule[]) => [...Array(count).keys()].flatMap(make);

  test("a port range widened in each of 200 rules: 200 updates", async () => {
    const widened = (width: number) => many(200, (at) => [ports(at * 10, at * 10 + width, at % 4, 1)]);
    const rules = change([], widened(3), widened(5));
    const steps = await updateOrder(rules);
    expect(steps.filter((step) => "replace" in step)).toHaveLength(200);
    expect(steps).toHaveLength(200);
    expectGapFree(rules, steps);
  });

  test("ranges split: an add and an update each", async () => {
    const rules = change([], many(20, whole), many(20, halves));
    const steps = await updateOrder(rules);
    expect(steps).toHaveLength(40);
    expect(steps.filter((step) => "add" in step)).toHaveLength(20);
    expectGapFree(rules, steps);
  });

  test("ranges merged: an update and a removal each", async () => {
    const rules = change([], many(20, halves), many(20, whole));
    const steps = await updateOrder(rules);
    expect(steps).toHaveLength(40);
    expect(steps.filter((step) => "remove" in step)).toHaveLength(20);
    expectGapFree(rules, steps);
  });

  test("where no update is possible, everything is added before anything is removed", async () => {
    const rules = change([], many(20, whole), many(20, halves), { mayReplace: () => false });
    const steps = await updateOrder(rules);
    expect(steps.map((step) => Object.keys(step)[0])).toEqual([
      ...Array<string>(40).fill("add"),
      ...Array<string>(20).fill("remove"),
    ]);
    expectGapFree(rules, steps);
  });
});

describe("which order is chosen", () => {
  test("the order of the input does not matter", async () => {
    const shuffled = fc
      .tuple(list(rule, 3), list(tcpRule, 8), list(tcpRule, 8))
      .chain((lists) =>
        fc.tuple(
          fc.constant(lists),
          fc.tuple(...lists.map((some) => fc.shuffledSubarray(some, { minLength: some.length }))),
        ),
      );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([original, [kept = [], gone = [], added = []]]) => {
        expect(await updateOrder(change(kept, gone, added))).toEqual(await updateOrder(change(...original)));
      }),
    );
  });

  test("an old rule is replaced by the new one that is most like it", async () => {
    const at = (from: number, family: "IPv4" | "IPv6"): Rule => ({
      direction: "ingress",
      family,
      protocol: 6,
      ports: { from, to: from },
      peer: { network: "any" },
      own: "any",
    });
    const rules = change([], [at(1, "IPv4"), at(2, "IPv6")], [at(3, "IPv6"), at(4, "IPv4")], {
      likeness: (old, by) => Number(old.family === by.family),
    });
    const steps = await updateOrder(rules);
    expect(steps).toHaveLength(2);
    for (const step of steps) {
      if (!("replace" in step)) throw new Error("not an update");
      expect(step.by.family).toBe(step.replace.family);
    }
  });

  test("nothing to do is not a step", async () => {
    expect(await updateOrder(change([], [], []))).toEqual([]);
  });
});

describe("unchanged rules", () => {
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
        const lasting = [boxes([...kept, ...gone]), boxes([...kept, ...added])];
        expect(isAny({ inAll: lasting, inNone: [boxes(kept)] })).toBe(bare);
      }),
    );
    expect(yes).toBeGreaterThan(5);
    expect(yes).toBeLessThan(95);
  });
});
