import fc from "fast-check";
import { encloses, overlaps, type Traffic, traffic } from "../../../provider/traffic/traffic";
import { BoxIndex, Grid } from "../../../provider/traffic/grid";
import { boxOf, rule } from "./small-universe";

test("the index finds what examining every box finds", () => {
  const lists = fc.array(rule, { minLength: 30, maxLength: 200, size: "max" });
  let found = 0;
  fc.assert(
    fc.property(lists, rule, (rules, asked) => {
      const boxes = rules.map(boxOf);
      const box = boxOf(asked);
      const grid = new Grid([...boxes, box]);
      const index = new BoxIndex(boxes.map((one, position) => ({ box: grid.place(one), of: position })));
      const positions = (some: Iterable<{ of: number }>) =>
        Array.from(some, ({ of }) => of).sort((a, b) => a - b);
      const those = (are: (one: Traffic) => boolean) =>
        [...boxes.keys()].filter((at) => boxes.slice(at, at + 1).some(are));
      const expected = those((one) => overlaps(one, box));
      expect(positions(index.overlapping(grid.place(box)))).toEqual(expected);
      expect(positions(index.enclosing(grid.place(box)))).toEqual(those((one) => encloses(one, box)));
      found += expected.length;
    }),
  );
  expect(found).toBeGreaterThan(100);
});

test("an index of nothing finds nothing", () => {
  const box = traffic({ direction: "ingress", family: "IPv4" });
  expect(new BoxIndex([]).overlapping(new Grid([box]).place(box))).toEqual([]);
});
