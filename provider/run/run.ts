import { RunNotes } from "./run-notes";

/**
 * One run of the engine (preview, up, refresh or destroy), as far as one process serves it. What is known for the
 * length of a run hangs on it, see `perRun`.
 */
export class Run {
  /** @param notes shared with the other processes of the run, if there are any */
  constructor(readonly notes = new RunNotes()) {}
}

/** A value for each of some things, such as runs or sessions, made when it is first asked for and gone with the thing. */
export function perOwner<Owner extends object, T>(make: (owner: Owner) => T): (owner: Owner) => T {
  const values = new WeakMap<Owner, { value: T }>();
  return (owner) => {
    const known = values.get(owner) ?? { value: make(owner) };
    values.set(owner, known);
    return known.value;
  };
}

/** A value for each run. */
export const perRun = <T>(make: (run: Run) => T): ((run: Run) => T) => perOwner(make);

/**
 * Identifies a run in a process that outlives it: a host configures every handler once a run, so one that is
 * configured again belongs to the next.
 */
export class Runs {
  private current: Run;
  private members = new Set<object>();

  private shared: RunNotes | undefined;

  /** @param notes of all runs; undefined where each has its own */
  constructor(private readonly notes?: RunNotes) {
    this.current = new Run(notes);
  }

  /** This process serves a run of the engine at an address, with other processes. */
  attach(address: string): void {
    this.shared = new RunNotes(address);
    this.begin();
  }

  /** The run that a handler belongs to from now on. */
  join(handler: object): Run {
    if (this.members.has(handler)) {
      // An engine runs once at its address: it is another one that calls, such as that of a test.
      this.shared = undefined;
      this.begin();
    }
    this.members.add(handler);
    return this.current;
  }

  private begin(): void {
    this.current = new Run(this.shared ?? this.notes);
    this.members = new Set();
  }
}

/** A line for the user. */
export type Note = string | AdvisedNote;

/** A line that ends in advice which other resources need too, and which a run prints once. */
export interface AdvisedNote {
  readonly text: string;
  /** Follows the text as it is. */
  readonly advice: string;
}

const printedAdvice = perRun(() => new Set<string>());

/** A note as a line, without the advice that the run has printed before. */
export function lineOf(run: Run, note: Note): string {
  if (typeof note === "string") return note;
  const printed = printedAdvice(run);
  if (printed.has(note.advice)) return note.text;
  printed.add(note.advice);
  return note.text + note.advice;
}

/** Changes the text of a note. */
export const mapNote = (note: Note, change: (text: string) => string): Note =>
  typeof note === "string" ? change(note) : { ...note, text: change(note.text) };
