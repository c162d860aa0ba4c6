/** Repeats a measurement, and keeps of each of its figures the median. */
export async function medians<Name extends string>(
  runs: number,
  measure: () => Promise<Readonly<Record<Name, number>>>,
): Promise<Record<Name, number>> {
  const all: Readonly<Record<Name, number>>[] = [];
  for (let run = 0; run < runs; run += 1) all.push(await measure());
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
