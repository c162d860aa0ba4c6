/** Figures of one measurement, by name. */
type Figures<Name extends string> = Readonly<Record<Name, number>>;

/** Repeats a measurement, and keeps of each of its figures the median. */
export async function medians<Name extends string>(
  runs: number,
  measure: () => Promise<Figures<Name>>,
): Promise<Record<Name, number>> {
  const all: Figures<Name>[] = [];
  for (let run = 0; run < runs; run += 1) all.push(await measure());
  return medianOf(all);
}

/** The same for two measurements that are compared: they take turns, so that a busy machine slows both down. */
export async function mediansOfBoth<Name extends string>(
  runs: number,
  one: () => Promise<Figures<Name>>,
  other: () => Promise<Figures<Name>>,
): Promise<[Record<Name, number>, Record<Name, number>]> {
  const all: [Figures<Name>, Figures<Name>][] = [];
  for (let run = 0; run < runs; run += 1) all.push([await one(), await other()]);
  return [medianOf(all.map(([figures]) => figures)), medianOf(all.map(([, figures]) => figures))];
}

function medianOf<Name extends string>(all: readonly Figures<Name>[]): Record<Name, number> {
  const names = Object.keys(all[0] ?? {}) as Name[];
  return Object.fromEntries(names.map((name) => [name, median(all.map((one) => one[name]))])) as Record<
    Name,
    number
  >;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
