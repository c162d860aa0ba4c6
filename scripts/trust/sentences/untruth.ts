/** A sentence that is not true. */
export class Untruth extends Error {
  constructor(sentence: string, truths: readonly string[], circumstances = "") {
    super(
      [`${sentence}`, ...truths.map((truth) => `  untrue: ${truth}`), circumstances]
        .filter(Boolean)
        .join("\n"),
    );
  }
}
