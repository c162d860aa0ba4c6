import { type Note, perRun } from "./run";
import type { Owner } from "./ownership";
import { messageOf } from "../errors";

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
