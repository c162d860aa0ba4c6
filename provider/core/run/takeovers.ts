import { perRun, type Run } from "./run";
import { RunNotes } from "./run-notes";

/** What a resource of this run has under its hand: a group as a whole, or the rules of one. */
export interface Takeover {
  /** Address of the server and id of the group there. */
  readonly group: string;
  readonly part: "group" | "rules";
  /** What messages call the resource. */
  readonly by: string;
}

/**
 * What resources of a run have created, adopted or set. A delete that comes later in the same run must leave it alone:
 * a resource that was renamed without an alias is first created anew, then deleted under its old name, with the same id.
 */
export class Takeovers {
  private readonly notes: RunNotes<Takeover>;

  constructor(engine: string | undefined) {
    this.notes = new RunNotes(engine, "takeovers");
  }

  note(takeover: Takeover): void {
    this.notes.add(takeover);
  }

  /** Who has taken over this part of a group in this run, if anybody has. */
  ownerOf(group: string, ...parts: Takeover["part"][]): string | undefined {
    return this.notes.all().findLast((one) => one.group === group && parts.includes(one.part))?.by;
  }
}

export const takeovers = perRun((run: Run) => new Takeovers(run.engine));

/** What to do about a resource that was renamed, so that nothing has to be left alone. */
export const ALIASES =
  "A resource that is renamed or moved keeps its state where the new one has an alias: " +
  'aliases: [{ name: "the old name" }]';
