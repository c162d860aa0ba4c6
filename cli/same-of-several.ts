import { listed } from "../provider/traffic/format-protocols";

/** Lines of which each begins with a name; what is reported about several comes once: `db, web: opens ssh to the world`. */
export function sameOfSeveral<T>(
  items: readonly T[],
  said: (item: T) => string,
  nameOf: (item: T) => string,
): string[] {
  const names = new Map<string, Set<string>>();
  for (const item of items) {
    const text = said(item);
    names.set(text, (names.get(text) ?? new Set()).add(nameOf(item)));
  }
  return [...names].map(([text, some]) => `${listed([...some], ", ")}: ${text}`);
}
