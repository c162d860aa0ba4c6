import { randomUUID } from "node:crypto";
import { type Run, Runs } from "../../provider/core/run/run";

/** The runs of handlers whose engine is known: the processes of one `pulumi up` share it, and the next one has another. */
export class EngineRuns extends Runs {
  #runs = new Runs(randomUUID());

  /** Begins the next command. */
  next(): void {
    this.#runs = new Runs(randomUUID());
  }

  override join(handler: object): Run {
    return this.#runs.join(handler);
  }
}
