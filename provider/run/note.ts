import { perRun, type Run } from "./run";

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
