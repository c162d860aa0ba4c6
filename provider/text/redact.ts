/** Replaces a secret in a string. */
export const SECRET_TEXT = "[secret]";

/** Shorter texts stand in too many words to be taken out of them. */
export const SHORTEST_SECRET = 3;

/** Shorter pieces of base64 stand in other words. */
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
