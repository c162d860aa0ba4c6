/** Characters of a server's text that a message quotes: more says nothing to who reads it. */
const LONGEST_QUOTE = 500;
/** Characters of a name. */
const LONGEST_NAME = 150;
/** Characters of a whole message. gRPC sends an error as a header, which has to stay small. */
const LONGEST_MESSAGE = 8000;

/** Characters that control a terminal (ESC, BEL, C1 and others), but for line feed and tab. */
const CONTROLS = "\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f";
/** Characters that change the direction of writing, and line ends that only some readers see. */
const HIDDEN = "\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff";
/** The begin of a colour code of Pulumi's display, which stops at one that it does not know. */
const COLOUR = "\\{(?<=<\\{)(?=%)";

const unprintable = new RegExp(`[${CONTROLS}${HIDDEN}]|${COLOUR}`, "g");
const harmful = new RegExp(`(?!\\r)[${CONTROLS}]|${COLOUR}`, "g");

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/**
 * A string that is safe to print: well-formed, with control characters and those that turn the direction
 * of writing as escapes (`\u001b`). In a JSON text these mean the same as before.
 */
export const printable = (text: string): string => text.toWellFormed().replace(unprintable, escaped);

/** A message as it leaves this process. */
export const messageText = (text: string): string => printable(cut(text, LONGEST_MESSAGE));

/** Foreign text as a message quotes it: in one line, and cut with its length. */
export function quotedLine(text: string): string {
  const begin = text.slice(0, 10 * LONGEST_QUOTE);
  const line = begin.replace(/\s+/g, " ").trim();
  return cut(line, LONGEST_QUOTE, text.length - begin.length);
}

/** A name as a message has it: in one line, and cut with its length. */
export const nameText = (name: string): string => cut(name.replace(/[\r\n\t]+/g, " "), LONGEST_NAME);

/** @param more characters that were left out before */
function cut(text: string, most: number, more = 0): string {
  if (text.length <= most && more === 0) return text;
  // Not inside of a word or a number, where there is a begin of one nearby.
  const start = text.slice(0, most).replace(/[^\s]{1,60}$/, "");
  return `${start || text.slice(0, most)}… (${text.length + more} characters)`;
}

/**
 * A value that can go into state and through Pulumi's display: its texts well-formed and without control characters. The
 * names of its fields, which the display shows as they are, are printable.
 */
export function storable<T>(value: T): T;
export function storable(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed().replace(harmful, escaped);
  if (Array.isArray(value)) return value.map((item: unknown) => storable(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]: [string, unknown]) => [printable(name), storable(field)]),
  );
}

/** Where a value is not as {@link storable} leaves it: paths of fields, each with the characters that are in the way. */
export function unstorable(value: unknown, path = ""): { path: string; found: string }[] {
  if (typeof value === "string") {
    const found = [...new Set(value.match(harmful) ?? [])].map((one) =>
      one === "{" ? `<${escaped(one)}%` : escaped(one),
    );
    return found.length === 0 ? [] : [{ path, found: found.join(", ") }];
  }
  if (typeof value !== "object" || value === null) return [];
  const step = (name: string) => (Array.isArray(value) ? `[${name}]` : path === "" ? name : `.${name}`);
  return Object.entries(value).flatMap(([name, field]: [string, unknown]) =>
    unstorable(field, path + step(name)),
  );
}

/** Characters; more of a value says nothing to who wrote it. */
const LONGEST = 80;

/** A string as a message quotes it. */
export const shortened = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;

/** A value among words. */
export const unquoted = (value: unknown): string =>
  typeof value === "string" ? shortened(value) : quoted(value);

/** A value as a message quotes it: as JSON. */
export const quoted = (value: unknown): string => shortened(JSON.stringify(value) ?? String(value));

/** Seconds in a duration as Pulumi's `customTimeouts` write it (`"90s"`, `"10m"`, `"1h30m"`), or undefined. */
export function secondsOf(duration: string): number | undefined {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== duration) return undefined;
  return parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * SECONDS[unit as keyof typeof SECONDS],
    0,
  );
}

const SECONDS = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** Replaces a secret in a string. */
export const SECRET_TEXT = "[secret]";

/** Shorter texts are part of too many words to be taken out of them. */
export const SHORTEST_SECRET = 3;

/** Shorter pieces of base64 are part of other words. */
const SHORTEST_BASE64 = 6;

/**
 * A function that masks the given secrets in a string: in any case, in the forms in which a server may echo them
 * (escaped as in JSON or in a URL, in base64), and the beginning of one where the text was cut short.
 */
export function redactor(secrets: Iterable<string>): (text: string) => string {
  const whole = [...new Set(secrets)].filter((secret) => secret !== "");
  const forms = [...new Set(whole.flatMap(formsOf))]
    // Longer ones first, so that none is left in part.
    .sort((a, b) => b.length - a.length)
    .map((form) => ({ small: form.toLowerCase(), pattern: new RegExp(escapeRegExp(form), "giu") }));
  return (text) => {
    const small = text.toLowerCase();
    const there = forms.filter((form) => small.includes(form.small));
    const redacted = there.reduce((left, { pattern }) => left.replace(pattern, SECRET_TEXT), text);
    return redacted.includes("…") ? withoutBeginnings(redacted, whole) : redacted;
  };
}

/** A regular expression that matches exactly this string. */
export const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

function formsOf(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [secret, inJson, inUrl(secret), ...inBase64(secret)];
}

/** Lone halves of surrogate pairs have no form in a URL. */
const inUrl = (text: string) => encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, "\ufffd"));

/** The base64 forms of a string inside encoded data, at each of the three positions. */
function inBase64(text: string): string[] {
  const pieces = [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    return bytes.toString("base64").slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
  });
  return pieces
    .filter((piece) => piece.length >= SHORTEST_BASE64)
    .flatMap((piece) => [piece, piece.replaceAll("+", "-").replaceAll("/", "_")]);
}

/** Masks the rest of a secret in a string that was cut, as an ellipsis shows. */
function withoutBeginnings(text: string, secrets: readonly string[]): string {
  const pieces = text.split("…");
  const cut = pieces.slice(0, -1).map((piece) => {
    const left = Math.max(...secrets.map((secret) => beginningAtEnd(piece, secret)), 0);
    return left === 0 ? piece : piece.slice(0, -left) + SECRET_TEXT;
  });
  return [...cut, pieces.at(-1)].join("…");
}

/** How many characters at the end of a piece are the beginning of a secret. */
function beginningAtEnd(piece: string, secret: string): number {
  const [end, begin] = [piece.toLowerCase(), secret.toLowerCase()];
  for (let length = Math.min(begin.length - 1, end.length); length >= SHORTEST_SECRET; length -= 1) {
    if (end.endsWith(begin.slice(0, length))) return length;
  }
  return 0;
}

/** The latest texts of servers, as they were put into messages. */
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
