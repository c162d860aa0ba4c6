/** What a case counts: plain numbers add up over a row of the table, of `most` the largest stays. */
export type Figures = Readonly<Record<string, number | { readonly most: number }>>;

export interface Case {
  /** Unique in its chapter, and the same in every run. */
  readonly name: string;
  /** The row of the table that it counts in. */
  readonly row: string;
  /** Tries it. Rejects where something does not hold, with a message that says what. */
  run(): Promise<Figures>;
}

export interface Chapter {
  /** What the chapter is about, as the heading of its table. */
  readonly title: string;
  /**
   * All cases, one after another: each is run, or passed over, before the next one is asked for. What they share is set
   * up on the way and put away in the generator's `finally`.
   */
  cases(): AsyncIterable<Case>;
}
