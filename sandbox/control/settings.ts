/** What reads switches: a schema. */
export interface Schema<T> {
  /** @throws for an unknown switch */
  parse(given: unknown): T;
}

/** The switches of an emulator: read at every use, changed at any time. */
export class Settings<T extends object> {
  readonly #schema: Schema<T>;
  #current: T;
  readonly #listeners: (() => void)[] = [];

  /** @param schema a strict object with a default for each switch, so that a switch it doesn't know is an error */
  constructor(schema: Schema<T>, initial: Partial<T> = {}) {
    this.#schema = schema;
    this.#current = schema.parse(initial);
  }

  get current(): Readonly<T> {
    return this.#current;
  }

  /** Changes the switches that are named and keeps the others. @throws ZodError, nothing changed */
  set(patch: Partial<T>): Readonly<T> {
    this.#current = this.#schema.parse({ ...this.#current, ...patch });
    for (const listener of this.#listeners) listener();
    return this.#current;
  }

  /** Calls back after every change. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }
}
