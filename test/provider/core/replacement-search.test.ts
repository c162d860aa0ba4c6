import fc from "fast-check";
import { shiftOf, shortestSchedule } from "../../../provider/core/replacement-search";
import { leastSteps } from "./least-steps";

/** One rule or, as often as `several` of 10, up to three of so many. */
const rules = (count: number, several: number) =>
  fc.oneof(
    { weight: 10 - several, arbitrary: fc.nat(count - 1).map((one) => [one]) },
    { weight: several, arbitrary: fc.uniqueArray(fc.nat(count - 1), { minLength: 1, maxLength: 3 }) },
  );

/** Demands that hardly any rules would have: any rules may overlap any others, and many do. */
const replacements = (most: number, several: number) =>
  fc
    .tuple(fc.integer({ min: 2, max: most }), fc.integer({ min: -1, max: 1 }))
    .map(([gone, more]) => [gone, Math.min(gone + more, most)] as const)
    .chain(([gone, added]) =>
      fc.record({
        gone: fc.constant(gone),
        added: fc.constant(added),
        demands: fc.array(fc.record({ gone: rules(gone, several), added: rules(added, several) }), {
          minLength: 2 * gone,
          maxLength: gone * added + gone,
          size: "max",
        }),
      }),
    );

const bits = (list: readonly number[]) => list.reduce((mask, bit) => mask | (1 << bit), 0);

describe("the search for the shortest schedule against all orders", () => {
  let longer = 0;
  let tried = 0;
  afterAll(() => {
    process.stdout.write(
      `schedules: ${tried} replacements, ${longer} of them need more than the usual steps\n`,
    );
  });

  test.each([
    { most: 4, several: 2, numRuns: 700 },
    { most: 4, several: 6, numRuns: 700 },
    { most: 6, several: 2, numRuns: 200 },
    { most: 6, several: 6, numRuns: 200 },
  ])("up to $most rules gone and added, $several in 10 demands on several", ({ most, several, numRuns }) => {
    fc.assert(
      fc.property(replacements(most, several), (replacement) => {
        const { gone, added, demands } = replacement;
        const schedule = shortestSchedule(replacement);
        const pieces = demands.map((demand) => ({ gone: bits(demand.gone), added: bits(demand.added) }));
        const least = leastSteps(gone, added, pieces);
        tried += 1;
        longer += least > Math.max(gone, added) ? 1 : 0;
        expect(schedule.removals.toSorted()).toEqual([...Array(gone).keys()]);
        expect(schedule.additions.toSorted()).toEqual([...Array(added).keys()]);
        expect(shiftOf(replacement, schedule.removals, schedule.additions)).toBe(schedule.shift);
        expect(gone + schedule.shift).toBe(least);
      }),
      { numRuns },
    );
    expect(longer).toBeGreaterThan(20);
  });

  test("either of two additions that do the same will do", () => {
    const demands = [0, 1, 2].map((gone) => ({ gone: [gone], added: [3, 4] }));
    expect(shortestSchedule({ demands, gone: 3, added: 5 })).toMatchObject({ shift: 2 });
  });
});
