import { SecurityGroupsError, messageOf } from "../errors";
import { perRun, type Run, type Note } from "./run";
import type { RunNotes } from "./run-notes";

// Who owns what in a run.

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

export const ownership = perRun((run: Run) => new Ownership(run.notes));

/** What a delete may not touch where another resource of the run has it, and what is reported then. */
export interface Spared {
  readonly things: readonly string[];
  /** Without the full stop; undefined where nothing needs to be reported. */
  readonly text: (owner: Owner) => string | undefined;
}

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

// What the checks and diffs of a run have seen.

type Props = Readonly<Record<string, unknown>>;

/** What a follow-up has found. */
export interface FollowedUp {
  /** Lines for the user. */
  readonly notes?: readonly Note[];
  /** Sentences about what must not be done. */
  readonly problems: readonly string[];
  /** Outputs that an update must repair, regardless of the inputs. */
  readonly repairs?: readonly string[];
}

/** What a diff knows in addition to the outputs. */
export interface Compared {
  readonly id: string;
  /** The inputs that make it another resource. */
  readonly replaces: readonly string[];
}

/** What a check cannot say, since the engine gives it the old inputs and not the outputs in state. */
export type FollowUp = (outputs: Props, compared: Compared) => Promise<FollowedUp>;

/**
 * What checks and diffs of this run have seen of a resource. For a replacement the engine checks again without the old
 * inputs, a delete gets old outputs only, and hosts do not say which resource a call is about: no handler would know
 * otherwise.
 */
export class SeenResources {
  private readonly olds = new Map<string, Props>();
  private readonly owners = new Map<string, Owner>();
  private readonly news = new Map<string, Props>();
  private readonly answers = new Map<string, Props>();
  private readonly followUps = new Map<string, FollowUp>();

  /** To be called by every check. @param urn undefined if the engine does not pass it */
  checked(urn: string | undefined, olds: Props): void {
    if (urn !== undefined && Object.keys(olds).length > 0) this.olds.set(urn, olds);
  }

  /** The old inputs of a resource, where a check of this run had them. */
  oldInputs(urn: string | undefined): Props | undefined {
    return urn === undefined ? undefined : this.olds.get(urn);
  }

  /**
   * To be called with what every check answers.
   *
   * @param kind of the resource, since two kinds may have the same inputs
   * @param followUp what the check leaves to the diff that comes after it
   */
  answered(kind: string, inputs: Props, owner: Owner, followUp?: FollowUp): void {
    this.owners.set(keyOf(kind, inputs), owner);
    this.answers.set(owner.urn, inputs);
    if (followUp !== undefined) this.followUps.set(keyOf(kind, inputs), followUp);
  }

  /** What the check that has answered these inputs has left to do; once, since the engine may compare again. */
  followUpOf(kind: string, inputs: Props): FollowUp | undefined {
    const key = keyOf(kind, inputs);
    const followUp = this.followUps.get(key);
    this.followUps.delete(key);
    return followUp;
  }

  /** What the last check of a resource of this run has answered: what the program wants of it. */
  wanted(urn: string | undefined): Props | undefined {
    return urn === undefined ? undefined : this.answers.get(urn);
  }

  /** The resource that a check of this run has answered these inputs for. */
  ownerOf(kind: string, inputs: Props): Owner | undefined {
    return this.owners.get(keyOf(kind, inputs));
  }

  /** To be called by every diff of what the program wants. @param kind since two kinds may have the same ids */
  compared(kind: string, id: string, news: Props): void {
    this.news.set(`${kind} ${id}`, news);
  }

  /** The new inputs of the resource with this id, where a diff of this run had them. */
  newInputs(kind: string, id: string): Props | undefined {
    return this.news.get(`${kind} ${id}`);
  }
}

/** What identifies a resource among those of its kind: two that have all of it in common are refused. */
const keyOf = (kind: string, inputs: Props) =>
  JSON.stringify([kind, ...IDENTIFYING.map((field) => inputs[field] ?? null)]);

const IDENTIFYING = [
  "name",
  "apiUrl",
  "endpoint",
  "tenant",
  "adopt",
  "securityGroup",
  "instance",
  "port",
  "loadBalancer",
  "securityGroups",
];

export const seenResources = perRun(() => new SeenResources());

// What is in a tenant or account, for previews.

/** Seconds for the one try that a list has: a server that does not answer must not hold up a preview. */
export const PREVIEW_TIMEOUT = 5;

/**
 * What is in a tenant or account, for checks that report what is about to happen. Each list is read once a run and
 * shared by all. After the first failure no list is read: the preview then continues without, and reports that once.
 */
export class PreviewLists<T> {
  private readonly lists = new Map<string, Promise<T | undefined>>();
  private failure: string | undefined;
  private isTold = false;

  /**
   * @param list in one try of `PREVIEW_TIMEOUT` seconds
   * @param explain why it failed, and what to do about it
   */
  constructor(
    private readonly list: (scope: string) => Promise<T>,
    private readonly explain: (error: unknown) => string = messageOf,
  ) {}

  /**
   * The list of a scope, such as a tenant; undefined where it can't be had.
   * @param print shows the line about that
   */
  async of(scope: string, print: (line: string) => void): Promise<T | undefined> {
    const known = this.lists.get(scope) ?? this.begin(scope);
    this.lists.set(scope, known);
    const list = await known;
    if (list === undefined && this.failure !== undefined && !this.isTold) {
      this.isTold = true;
      print(`existing groups could not be checked in this preview: ${this.failure}`);
    }
    return list;
  }

  private async begin(scope: string): Promise<T | undefined> {
    if (this.failure !== undefined) return undefined;
    try {
      return await this.list(scope);
    } catch (error) {
      this.failure ??= this.explain(error);
      return undefined;
    }
  }
}
