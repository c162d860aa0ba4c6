/** Everything but what is printed in ASCII: others may end a line, turn the direction of writing, or look like ASCII. */
export const FOREIGN = /[^\x20-\x7e]/u;

/** A string for a comment: one line in ASCII. */
export const comment = (text: string): string => escaped(text.replace(/\s+/g, " ").trim(), yamlEscape);

/** A quoted text of JavaScript or JSON, in ASCII. */
export const inJavaScript = (quoted: string): string => escaped(quoted, javaScriptEscape);

/** A quoted text of YAML, in ASCII. */
export const inYaml = (quoted: string): string => escaped(quoted, yamlEscape);

const escaped = (text: string, escape: (character: string) => string) =>
  text.toWellFormed().replace(new RegExp(FOREIGN, "gu"), (character) => escape(character));

/** One escape for each unit of UTF-16. */
const javaScriptEscape = (character: string) =>
  character
    .split("")
    .map((unit) => hex(unit.charCodeAt(0), "u", 4))
    .join("");

/** YAML has no surrogates: what is beyond 16 bits has an escape of eight digits. */
function yamlEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? hex(code, "U", 8) : hex(code, "u", 4);
}

const hex = (code: number, letter: string, digits: number) =>
  `\\${letter}${code.toString(16).padStart(digits, "0")}`;
