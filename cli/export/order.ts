/** Groups in an order in which each comes after those that its rules name, as far as there is one. */
export interface Order {
  readonly ids: readonly string[];
  /** Those that name each other, directly or through others. */
  readonly cyclic: ReadonlySet<string>;
}

/**
 * Orders what refers to each other.
 * @param references what each refers to, itself aside; in the order in which they are wanted
 */
export function order(references: ReadonlyMap<string, readonly string[]>): Order {
  const ids: string[] = [];
  const cyclic = new Set<string>();
  for (const component of components(references)) {
    ids.push(...component);
    if (component.length > 1) component.forEach((id) => cyclic.add(id));
  }
  return { ids, cyclic };
}

/** Strongly connected components, those that others refer to first (Tarjan), without recursion into the depth of a list. */
function components(references: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const indexes = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();

  const enter = (id: string) => {
    indexes.set(id, indexes.size);
    lowest.set(id, indexes.size - 1);
    open.push(id);
    isOpen.add(id);
    return { id, next: [...(references.get(id) ?? [])].values() };
  };
  const lower = (id: string, to: number | undefined) =>
    lowest.set(id, Math.min(lowest.get(id) ?? 0, to ?? Number.POSITIVE_INFINITY));

  for (const root of references.keys()) {
    if (indexes.has(root)) continue;
    const path = [enter(root)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const step = top.next.next();
      if (step.done !== true) {
        if (!indexes.has(step.value)) path.push(enter(step.value));
        else if (isOpen.has(step.value)) lower(top.id, indexes.get(step.value));
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) lower(above.id, lowest.get(top.id));
      if (lowest.get(top.id) !== indexes.get(top.id)) continue;
      const component = open.splice(open.indexOf(top.id));
      component.forEach((id) => isOpen.delete(id));
      found.push(component);
    }
  }
  return found;
}
