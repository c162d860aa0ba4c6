/** What Python's decoder says about a string that is not JSON, with the position. */
export function jsonError(text: string): string {
  try {
    new Scanner(text).document();
    return "Expecting value: line 1 column 1 (char 0)";
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const before = text.slice(0, error.position);
    const line = before.split("\n").length;
    const column = error.position - before.lastIndexOf("\n");
    return `${error.message}: line ${line} column ${column} (char ${error.position})`;
  }
}

class Malformed extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

const string = /"(?:[^"\\]|\\.)*"/y;
const scalar = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

class Scanner {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): void {
    this.#value();
    if (this.#position < this.#text.length) throw new Malformed("Extra data", this.#position);
  }

  #value(): void {
    this.#take(/\s*/y);
    if (this.#take(/\{/y)) this.#list("}", () => this.#member());
    else if (this.#take(/\[/y)) this.#list("]", () => this.#value());
    else if (!this.#take(string) && !this.#take(scalar))
      throw new Malformed("Expecting value", this.#position);
    this.#take(/\s*/y);
  }

  #member(): void {
    this.#require(string, "Expecting property name enclosed in double quotes");
    this.#take(/\s*/y);
    this.#require(/:/y, "Expecting ':' delimiter");
    this.#value();
  }

  #list(end: "}" | "]", item: () => void): void {
    const closing = end === "}" ? /\}/y : /\]/y;
    this.#take(/\s*/y);
    if (this.#take(closing)) return;
    for (;;) {
      item();
      if (this.#take(closing)) return;
      this.#require(/,/y, "Expecting ',' delimiter");
      this.#take(/\s*/y);
    }
  }

  #require(pattern: RegExp, message: string): void {
    if (!this.#take(pattern)) throw new Malformed(message, this.#position);
  }

  /** Moves on behind what the pattern matches here. */
  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#position;
    if (!pattern.test(this.#text)) return false;
    this.#position = pattern.lastIndex;
    return true;
  }
}
