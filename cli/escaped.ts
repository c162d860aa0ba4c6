const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
};

/** A string as HTML and XML have it, between tags and in an attribute that double quotes enclose. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"\n]/g, (character) => ENTITIES[character] ?? character);
