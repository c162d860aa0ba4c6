/** What some work makes of items, in their order. So many are under way at once, and the next is taken when one is done with. */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  for (const item of items) {
    underWay.push(work(item));
    const first = underWay.length < atOnce ? undefined : underWay.shift();
    if (first !== undefined) yield await first;
  }
  for (const one of underWay) yield await one;
}
