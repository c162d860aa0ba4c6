/** More would hide what a line says. */
const MOST_ITEMS = 12;

/** The first items of a list, and how many more there are: `a, b and 7 more`. */
export function listed(items: readonly string[], separator: string): string {
  const more = items.length - MOST_ITEMS;
  if (more <= 0) return items.join(separator);
  return `${items.slice(0, MOST_ITEMS).join(separator)} and ${more} more`;
}
