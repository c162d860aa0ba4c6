/** Objects and lists in each other; what has more is made to exhaust who reads it. */
const DEEPEST = 100;

/** Parses JSON; undefined for anything else, or if it is nested deeper than any API's. */
export function parsedJson(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    return isDeeper(value, DEEPEST) ? undefined : value;
  } catch {
    return undefined;
  }
}

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === "object" &&
  value !== null &&
  (levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1)));

/** An object that may have come as JSON; undefined for all else. */
export function objectIn(value: unknown): Record<string, unknown> | undefined {
  const read = typeof value === "string" ? parsedJson(value) : value;
  return typeof read === "object" && read !== null && !Array.isArray(read) ? { ...read } : undefined;
}
