/** @throws Error where any of the texts has a secret in clear, with what stands around it */
export function requireNoSecret(secrets: readonly string[], texts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(texts)) {
    for (const secret of secrets) {
      const at = text.indexOf(secret);
      if (at >= 0) throw new Error(`${name} tells a secret: … ${text.slice(Math.max(0, at - 80), at)}[here]`);
    }
    const header = /authorization|signature|x-api-key/i.exec(text);
    if (header)
      throw new Error(
        `${name} tells of ${header[0]}: … ${text.slice(Math.max(0, header.index - 80), header.index)}`,
      );
  }
}
