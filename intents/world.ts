import { axes, type Interval, isHalfOfTheWorld, type Traffic } from "../provider/traffic/traffic";
import { addressesOf } from "../provider/traffic/traffic";

// Some server of a group may have the own address that a rule is about.
const others = axes.filter((axis) => axis !== "remote" && axis !== "local");

/**
 * Traffic that half of the world or more has: boxes of single points, where no box alone has as many addresses. Rules from
 * three quarters of all addresses are as good as one from everywhere.
 */
export function worldwideParts<T extends { readonly box: Traffic }>(allowed: readonly T[]): T[] {
  const found = allowed.filter(({ box }) => isWorldwide([box]));
  if (found.length > 0) return found;
  return (["IPv4", "IPv6"] as const).flatMap((family) => {
    const some = allowed.filter(({ box }) => box.family === family);
    // What is common to several boxes begins where one of them does, in each dimension.
    if (!isWorldwide(some.map(({ box }) => box))) return [];
    const points = others.reduce<Partial<Record<(typeof others)[number], bigint>>[]>(
      (known, axis) => {
        const starts = [...new Set(some.map(({ box }) => box[axis].from))];
        return known.flatMap((point) => starts.map((start) => ({ ...point, [axis]: start })));
      },
      [{}],
    );
    return points.flatMap((point) => {
      const at = some.filter(({ box }) => others.every((axis) => holds(box[axis], point[axis] ?? 0n)));
      return isWorldwide(at.map(({ box }) => box))
        ? at.slice(0, 1).map((one) => ({ ...one, box: narrowed(at) }))
        : [];
    });
  });
}

const holds = ({ from, to }: Interval, value: bigint) => from <= value && value <= to;

/** What all boxes have in common, but for the peers. */
function narrowed(all: readonly { readonly box: Traffic }[]): Traffic {
  return all
    .map(({ box }) => box)
    .reduce((common, box) => {
      const limits = others.map((axis) => {
        const from = common[axis].from > box[axis].from ? common[axis].from : box[axis].from;
        const to = common[axis].to < box[axis].to ? common[axis].to : box[axis].to;
        return [axis, { from, to }] as const;
      });
      return { ...common, ...Object.fromEntries(limits) };
    });
}

/** Whether the peers of some boxes of one family are half of the world together. */
function isWorldwide(boxes: readonly Traffic[]): boolean {
  const [first] = boxes;
  if (first === undefined) return false;
  const ranges = boxes
    .flatMap(({ remote, family }) => addressesOf(remote, family).addresses ?? [])
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
  let [count, next] = [0n, 0n];
  for (const { from, to } of ranges) {
    const start = from > next ? from : next;
    if (to >= start) count += to - start + 1n;
    if (to + 1n > next) next = to + 1n;
  }
  return isHalfOfTheWorld(count, first.family);
}
