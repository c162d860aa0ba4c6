import { SecurityGroupsError } from "../errors";
import { perRun, type Run } from "./run";
import type { RunNotes } from "./run-notes";

/** A resource, identified among all of the program. */
export interface Owner {
  /** Its URN. */
  readonly urn: string;
  /** What messages call it, such as `SecurityGroup "web"`. */
  readonly title: string;
}

/** Something that only one resource can have. */
export interface Wanted {
  /** Names the thing among all others: a name in a tenant, a group, the rules of a group. */
  readonly thing: string;
  /** What two that want it do, such as `adopt the group 3f34…`. */
  readonly both: string;
  /** What to do then. */
  readonly remedy: string;
  /** Several may have the thing, but none next to who has this one. */
  readonly apartFrom?: string | undefined;
}

/** Something that a resource has: refused to a second one where it is `Wanted`, else only noted. */
export type Claim = Wanted | string;

/**
 * Who owns what in a run of the engine, across processes: two that want the same thing are refused, and a delete does
 * nothing to what another one has. A resource that was renamed without an alias is first made under its new name, then
 * deleted under the old one, with the same id; where a run was cut short in between, the delete is left to a later one.
 */
export class Ownership {
  constructor(private readonly notes: RunNotes) {}

  /** Notes that a resource wants a thing. @returns another one that wants or has it already */
  claim(thing: string, owner: Owner): Owner | undefined {
    const { urn, title } = owner;
    const other = this.notes.claim(thing, { urn, title, stage: "wanted" });
    return other !== undefined && other.urn !== urn ? other : undefined;
  }

  /** @returns sentences about what other resources want or have already, without the full stop */
  problems(owner: Owner, wanted: readonly Wanted[]): string[] {
    const problems = wanted.flatMap(({ thing, both, remedy, apartFrom }) => {
      const holder = this.claim(thing, owner);
      const other = apartFrom === undefined ? holder : this.otherThan(owner, apartFrom);
      return other === undefined ? [] : [`${other.title} and ${owner.title} both ${both}: ${remedy}`];
    });
    return [...new Set(problems)];
  }

  /**
   * Notes that a resource has some things, as this run leaves them, and keeps them.
   *
   * @param isSure false for a resource that the engine may yet replace for a reason of its own
   * @throws {SecurityGroupsError} where another resource of the program wants one of them
   */
  take(owner: Owner, claims: readonly Claim[], isSure = true): void {
    for (const claim of claims) {
      const [problem] = typeof claim === "string" ? [] : this.problems(owner, [claim]);
      if (problem !== undefined) throw new SecurityGroupsError(problem);
      // The note of the first of several stays.
      if (typeof claim !== "string" && claim.apartFrom !== undefined) continue;
      this.keep(typeof claim === "string" ? claim : claim.thing, owner, isSure);
    }
  }

  private otherThan({ urn }: Owner, thing: string): Owner | undefined {
    const other = this.noted(thing);
    return other?.urn === urn ? undefined : other;
  }

  /** Who wants or has a thing, as far as this process knows. */
  noted(thing: string): Owner | undefined {
    try {
      return this.notes.find(thing);
    } catch {
      return undefined;
    }
  }

  /** Notes that a resource has a thing, as this run leaves it. */
  keep(thing: string, { urn, title }: Owner, isSure = true): void {
    this.notes.replace(thing, { urn, title, stage: isSure ? "kept" : "changing" });
  }

  /**
   * Who keeps one of some things, so that a delete may not touch them.
   *
   * @param deleted URN of the resource that is deleted, where the engine says it
   * @throws {SecurityGroupsError} where that cannot be known
   */
  keeper(things: readonly string[], deleted?: string): Owner | undefined {
    for (const thing of things) {
      const note = this.notes.find(thing);
      const isReplaced = note?.stage === "changing" && note.urn === deleted;
      if (note !== undefined && note.stage !== "wanted" && !isReplaced) return note;
    }
    this.notes.requireWhole();
    return undefined;
  }

  /** Whether a resource of this run has a thing, as far as this process knows. */
  isKept(thing: string): boolean {
    try {
      return this.keeper([thing]) !== undefined;
    } catch {
      return false;
    }
  }
}

/** What a delete may not touch where another resource of the run has it, and what is said then. */
export interface Spared {
  readonly things: readonly string[];
  /** Without the full stop; undefined where nothing needs to be said. */
  readonly text: (owner: Owner) => string | undefined;
}

export const ownership = perRun((run: Run) => new Ownership(run.notes));

/** What to do about a resource that was renamed, so that nothing must be left alone. */
export const ALIASES =
  "A resource that is renamed or moved keeps its state where the new one has an alias: " +
  'aliases: [{ name: "the old name" }]';

/** Removes something, unless another resource of the run has it. */
export async function removeUnlessKept(
  {
    run,
    urn,
    info,
  }: { readonly run: Run; readonly urn?: string | undefined; readonly info: (line: string) => void },
  { things, text }: Spared,
  remove: () => Promise<void>,
): Promise<void> {
  const owner = ownership(run).keeper(things, urn);
  if (owner === undefined) return remove();
  const stays = text(owner);
  if (stays !== undefined) info(`${stays}. ${ALIASES}`);
}
