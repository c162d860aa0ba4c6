import { type Run, Runs } from "../../provider/run/run";
import { RunNotes } from "../../provider/run/run-notes";

/** The runs of handlers whose engine is known: the processes of one `pulumi up` share it, and the next one has another. */
export class EngineRuns extends Runs {
  #runs = new Runs(new RunNotes());

  /** Begins the next command. */
  next(): void {
    this.#runs = new Runs(new RunNotes());
  }

  override join(handler: object): Run {
    return this.#runs.join(handler);
  }
}
