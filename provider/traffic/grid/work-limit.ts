/** There was more to do than was worth doing. */
export class WorkLimitError extends Error {}

/** Counts the boxes that an answer looks at, and may bound them: a limit that is the same on every machine. */
export class WorkLimit {
  /** Boxes looked at so far. */
  spent = 0;

  constructor(private readonly most: number) {}

  /** @throws {WorkLimitError} */
  spend(boxes: number): void {
    this.spent += boxes;
    if (this.spent > this.most) throw new WorkLimitError("there is too much to look at");
  }
}
