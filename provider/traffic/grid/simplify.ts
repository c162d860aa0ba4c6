import { BoxIndex } from "./box-index";
import { everyDimension, joinable } from "./grid";
import { compareBoxes, end, type GridBox, resized, start } from "./grid-box";
import type { WorkLimit } from "./work-limit";

/**
 * The same packets in fewer boxes: drops what others contain and merges neighbours. The order of boxes doesn't matter.
 * @throws {WorkLimitError} where a limit is given and reached
 */
export function simplified(boxes: readonly GridBox[], limit?: WorkLimit): readonly GridBox[] {
  let fewer = withoutEnclosed(boxes);
  for (let before = Infinity; fewer.length < before;) {
    before = fewer.length;
    for (const dimension of joinable) {
      limit?.spend(fewer.length);
      fewer = mergedAlong(dimension, fewer);
    }
  }
  return withoutEnclosed(fewer);
}

function withoutEnclosed(boxes: readonly GridBox[]): GridBox[] {
  const distinct = boxes
    .toSorted((a, b) => compareBoxes(a, b, everyDimension))
    .filter((box, position, sorted) => {
      const previous = sorted[position - 1];
      return previous === undefined || compareBoxes(previous, box, everyDimension) !== 0;
    });
  const index = new BoxIndex(distinct.map((box) => ({ box, of: box })));
  // Every box encloses itself; a second one that does makes it redundant.
  return distinct.filter((box) => {
    const enclosing = index.enclosing(box);
    return [enclosing.next(), enclosing.next()].some(({ done }) => done === true);
  });
}

/** Merges boxes that are alike but on one dimension, where they touch or overlap. */
function mergedAlong(dimension: number, boxes: readonly GridBox[]): GridBox[] {
  const alike = everyDimension.filter((other) => other !== dimension);
  const order = [...alike, dimension];
  const merged: GridBox[] = [];
  for (const box of boxes.toSorted((a, b) => compareBoxes(a, b, order))) {
    const last = merged.at(-1);
    if (last && compareBoxes(last, box, alike) === 0 && start(box, dimension) <= end(last, dimension)) {
      const to = Math.max(end(last, dimension), end(box, dimension));
      merged[merged.length - 1] = resized(last, dimension, start(last, dimension), to);
    } else {
      merged.push(box);
    }
  }
  return merged;
}
