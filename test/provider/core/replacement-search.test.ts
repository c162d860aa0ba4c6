import fc from "fast-check";
import { shiftOf, shortestSchedule } from "../../../provider/core/replacement-search";
import { leastSteps } from "./least-steps";

const some = (count: number) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.nat(count - 1).map((one) => [one]) },
    { weight: 1, arbitrary: fc.uniqueArray(fc.nat(count - 1), { minLength: 1, maxLength: 3 }) },
  );

/** Demands that hardly any rules would have: any rules may overlap any others, and many do. */
const replacements = (most: number) =>
  fc.tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most })).chain(([gone, added]) =>
    fc.record({
      gone: fc.constant(gone),
      added: fc.constant(added),
      demands: fc.array(fc.record({ gone: some(gone), added: some(added) }), {
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
    [4, 1500],
    [6, 300],
  ])("up to %d rules gone and added, %d times", (most, numRuns) => {
    fc.assert(
      fc.property(replacements(most), (replacement) => {
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
});
