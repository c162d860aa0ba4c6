/** A function that blots the given secrets out of a text. Longer ones first, so that none is left in part. */
export function redactor(secrets: Iterable<string>): (text: string) => string {
  const longestFirst = [...new Set(secrets)]
    .filter((secret) => secret !== "")
    .sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((blotted, secret) => blotted.replaceAll(secret, "[secret]"), text);
}
