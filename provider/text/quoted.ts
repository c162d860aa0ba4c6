/** Characters; more of a value says nothing to who wrote it. */
const LONGEST = 80;

/** A string as a message quotes it. */
export const shortened = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;

/** A value where it stands among words. */
export const unquoted = (value: unknown): string =>
  typeof value === "string" ? shortened(value) : quoted(value);

/** A value as a message quotes it: as JSON. */
export const quoted = (value: unknown): string => shortened(JSON.stringify(value) ?? String(value));
