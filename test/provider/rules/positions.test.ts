import fc from "fast-check";
import { Positions } from "../../../provider/rules/update-order";

describe("a set of places", () => {
  test("is what a Set of numbers is", () => {
    const change = fc.record({ adds: fc.boolean(), at: fc.nat(99) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
        const [positions, model] = [new Positions(100), new Set<number>()];
        for (const { adds, at } of changes) {
          const had = model.has(at);
          if (adds) model.add(at);
          else model.delete(at);
          expect(adds ? positions.add(at) : positions.delete(at)).toBe(adds ? !had : had);
          expect(positions.size).toBe(model.size);
          expect(positions.first).toBe(model.size === 0 ? -1 : Math.min(...model));
        }
      }),
    );
  });
});
