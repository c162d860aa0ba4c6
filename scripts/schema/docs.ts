import ts from "typescript";

/**
 * What is written above a declaration, on one line for each paragraph, with its default at the end.
 * @param words that the value must be one of
 */
export function docsOf(
  symbol: ts.Symbol,
  checker: ts.TypeChecker,
  words: readonly string[] = [],
): { description?: string; deprecationMessage?: string } {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const tags = symbol.getJsDocTags(checker);
  const fallback = tags.find(({ name }) => name === "default");
  const paragraphs = text.split(/\n\s*\n/).map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, " ").trim());
  const standard = fallback === undefined ? "" : `Default: ${ts.displayPartsToString(fallback.text)}.`;
  const choice = words.length < 2 ? "" : `One of ${words.map((word) => `\`${word}\``).join(", ")}.`;
  const description = [...paragraphs, choice, standard].filter(Boolean).join("\n\n");
  const deprecated = tags.find(({ name }) => name === "deprecated");
  return {
    ...(description === "" ? {} : { description }),
    ...(deprecated && { deprecationMessage: ts.displayPartsToString(deprecated.text) }),
  };
}
