/** What a JSON text says; undefined where it is no JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** An object that may have come as JSON; undefined for all else. */
export function objectIn(value: unknown): Record<string, unknown> | undefined {
  const read = typeof value === "string" ? parsedJson(value) : value;
  return typeof read === "object" && read !== null && !Array.isArray(read) ? { ...read } : undefined;
}
