import { EventEmitter, once } from "node:events";

/** The lines that a process has printed, which arrive apart from its answers. */
export class PrintedLines {
  readonly #arrivals = new EventEmitter();
  readonly #lines: string[] = [];

  readonly add = (line: string): void => {
    this.#lines.push(line);
    this.#arrivals.emit("line");
  };

  get text(): string {
    return this.#lines.join("\n");
  }

  /** What has been printed since it was last taken. */
  taken(): string {
    return this.#lines.splice(0).join("\n");
  }

  /** Resolves when `text` has been printed. */
  async include(text: string): Promise<void> {
    while (!this.text.includes(text)) await once(this.#arrivals, "line");
  }
}
