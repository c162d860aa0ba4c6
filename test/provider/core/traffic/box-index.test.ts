import fc from "fast-check";
import { encloses, overlaps } from "../../../../provider/core/traffic/box";
import { BoxIndex } from "../../../../provider/core/traffic/box-index";
import { boxOf, rule } from "./small-universe";

test("the index finds what looking at every box finds", () => {
  const boxes = fc.array(rule, { minLength: 30, maxLength: 200, size: "max" });
  let found = 0;
  fc.assert(
    fc.property(boxes, rule, (rules, asked) => {
      const entries = rules.map((one, position) => ({ box: boxOf(one), of: position }));
      const index = new BoxIndex(entries);
      const box = boxOf(asked);
      const positions = (some: { of: number }[]) => some.map(({ of }) => of).sort((a, b) => a - b);
      const expected = positions(entries.filter((entry) => overlaps(entry.box, box)));
      expect(positions(index.overlapping(box))).toEqual(expected);
      expect(positions(index.enclosing(box))).toEqual(
        positions(entries.filter((entry) => encloses(entry.box, box))),
      );
      found += expected.length;
    }),
  );
  expect(found).toBeGreaterThan(100);
});

test("an index of nothing finds nothing", () => {
  fc.assert(fc.property(rule, (one) => expect(new BoxIndex([]).overlapping(boxOf(one))).toEqual([])));
});
