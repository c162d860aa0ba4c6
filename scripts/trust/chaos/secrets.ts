/** @throws Error if any of the texts has a secret in plain text, with its context */
export function requireNoSecret(secrets: readonly string[], texts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(texts)) {
    for (const secret of secrets) {
      const at = text.indexOf(secret);
      if (at >= 0)
        throw new Error(`${name} contains a secret: … ${text.slice(Math.max(0, at - 80), at)}[here]`);
    }
    const header = /authorization|signature|x-api-key/i.exec(text);
    if (header)
      throw new Error(
        `${name} contains ${header[0]}: … ${text.slice(Math.max(0, header.index - 80), header.index)}`,
      );
  }
}
