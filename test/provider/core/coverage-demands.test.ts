import fc from "fast-check";
import { coverageDemands } from "../../../provider/core/coverage-demands";
import { piecesOf } from "./least-steps";
import { allows, boxOf, packets, rule, tcpRule, type Rule } from "./small-universe";

const lists = fc.record({
  kept: fc.array(rule, { maxLength: 2 }),
  gone: fc.array(fc.oneof(rule, tcpRule), { maxLength: 5 }),
  added: fc.array(fc.oneof(rule, tcpRule), { maxLength: 5 }),
});
const boxes = (rules: Rule[]) => rules.map((one) => [boxOf(one)]);
const coverageOf = ({ kept, gone, added }: Record<"kept" | "gone" | "added", Rule[]>) => ({
  kept: boxes(kept),
  gone: boxes(gone),
  added: boxes(added),
});
const bits = (positions: readonly number[]) => positions.reduce((mask, bit) => mask | (1 << bit), 0);

describe("what an order of steps must respect", () => {
  /** Whether a state with these rules meets all demands. */
  const met = (demands: readonly { gone: number; added: number }[], gone: number, added: number) =>
    demands.every((demand) => (demand.gone & gone) !== 0 || (demand.added & added) !== 0);

  const inEveryState = (
    rules: Parameters<typeof coverageOf>[0],
    judge: (demanded: boolean, covered: boolean) => void,
    mostPieces?: number,
  ) => {
    const demands = coverageDemands(coverageOf(rules), mostPieces).map(({ gone, added }) => ({
      gone: bits(gone),
      added: bits(added),
    }));
    const pieces = piecesOf(rules, allows, packets);
    for (let gone = 0; gone < 1 << rules.gone.length; gone += 1) {
      for (let added = 0; added < 1 << rules.added.length; added += 1) {
        judge(met(demands, gone, added), met(pieces, gone, added));
      }
    }
  };

  test("is met exactly when no packet of the common traffic is uncovered", () => {
    let uncovered = 0;
    fc.assert(
      fc.property(lists, (rules) => {
        inEveryState(rules, (demanded, covered) => {
          uncovered += covered ? 0 : 1;
          expect(demanded).toBe(covered);
        });
      }),
    );
    expect(uncovered).toBeGreaterThan(100);
  });

  test("rule by rule it asks for more, never for less, and never for the impossible", () => {
    let asksForMore = 0;
    fc.assert(
      fc.property(lists, (rules) => {
        inEveryState(
          rules,
          (demanded, covered) => {
            asksForMore += covered && !demanded ? 1 : 0;
            expect(demanded && !covered).toBe(false);
          },
          0,
        );
        const all = coverageDemands(coverageOf(rules), 0);
        expect(all.every(({ gone, added }) => gone.length > 0 && added.length > 0)).toBe(true);
      }),
    );
    expect(asksForMore).toBeGreaterThan(10);
  });
});
