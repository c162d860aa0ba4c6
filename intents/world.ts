import {
  addressesOf,
  axes,
  type Interval,
  isHalfOfTheWorld,
  overlapOf,
  type Traffic,
} from "../provider/traffic/traffic";

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
      const [first, ...more] = at;
      if (first === undefined || !isWorldwide(at.map(({ box }) => box))) return [];
      return [{ ...first, box: narrowed([first.box, ...more.map(({ box }) => box)]) }];
    });
  });
}

const holds = ({ from, to }: Interval, value: bigint) => from <= value && value <= to;

/** What all boxes have in common, but for the addresses: those of the first. */
function narrowed([first, ...more]: readonly [Traffic, ...Traffic[]]): Traffic {
  const { remote, local } = first;
  return { ...more.reduce(overlapOf, first), remote, local };
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
