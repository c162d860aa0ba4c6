import { quotedLine } from "./printable";

/** The latest texts of servers that were put into messages, as they stand there. */
const known = new Set<string>();
/** More would be of messages that were shown long ago. */
const MOST = 1000;

const NOT_SHOWN = "[not shown: a secret is too short to be taken out of the server's text]";

/**
 * A server's text, for a message: in one line, and cut with its length. To be called with each, so that a message can be
 * shown without.
 */
export function serverText(text: string): string {
  const shown = quotedLine(text);
  known.delete(shown);
  known.add(shown);
  for (const oldest of known) {
    if (known.size <= MOST) break;
    known.delete(oldest);
  }
  return shown;
}

/** A message without what servers said, for what cannot be taken out of that piece by piece. */
export function withoutServerTexts(message: string): string {
  const inside = [...known].filter((text) => text !== "" && message.includes(text));
  inside.sort((a, b) => b.length - a.length);
  return inside.reduce((left, text) => left.replaceAll(text, NOT_SHOWN), message);
}

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
