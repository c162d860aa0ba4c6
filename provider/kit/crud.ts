import { DeadlineError, messageOf, PartialFailure, SecurityGroupsError } from "../errors";
import { type Deadline, withDeadline } from "../http/deadline";
import { isTransient, unverifiedText } from "../http/errors";
import type { CallLimits } from "../http/attempt";
import type { RuleFormat } from "../rules/codec";
import { containsUnknown } from "../rules/unknowns";
import { openOperations } from "../run/open-operations";
import type { Owner } from "../run/ownership";
import { lineOf, mapNote, type Note } from "../run/note";
import { type Run, type Runs, perRun } from "../run/run";
import { type Compared, type FollowUp, seenResources } from "../run/seen";
import { failureText, sentence } from "../text/failure-text";
import { nameText } from "../text/printable";
import type {
  CallContext,
  CheckResult,
  DiffResult,
  DiffSubject,
  Found,
  Props,
  ResourceHandlers,
  Stored,
  Subject,
} from "./handlers";
import { logicalName, type ProgramContext, splitContext, replacedOnChange } from "./program-context";
import { timeoutOf, type Timeouts } from "./settings/settings";
import { type ConfigReader } from "./settings/config";
import { SettingsError } from "./settings/config";

export type Operation = "create" | "refresh" | "import" | "update" | "delete";

/** Why an operation failed and what to do about it; the remedy is a sentence with its full stop. */
export interface Cause {
  readonly cause: string;
  readonly remedy?: string | undefined;
  /** Whether other credentials would do. */
  readonly isCredential?: boolean | undefined;
}

/** Pulumi's own option names no time for reads. */
const TIMED_AS = {
  create: "create",
  refresh: "update",
  import: "update",
  update: "update",
  delete: "delete",
} as const satisfies Record<Operation, keyof Timeouts>;

/** The engine keeps a provider's settings in state and uses those if it does not run the program. */
const OLD_SETTINGS =
  "A refresh and a destroy use the settings of the last pulumi up: after a change, run pulumi up first, without " +
  "--refresh, or add --run-program.";

const AGAIN = "Run pulumi again: it continues from the current state.";

/** Whether a failure goes back to a lack of answers or of time. */
function isTransientFailure(error: unknown): boolean {
  if (error instanceof DeadlineError || isTransient(error)) return true;
  return error instanceof Error && isTransientFailure(error.cause);
}

/** A client whose calls can be limited to the time of an operation. */
export interface LimitedClient<Client> {
  within(limits: CallLimits): Client;
}

/** What one operation on one resource works with. */
export interface Work<Session, Client> extends Subject {
  readonly run: Run;
  readonly session: Session;
  /** The session's client, within the time of the operation. */
  readonly client: Client;
  readonly deadline: Deadline;
  /** Shows the user a sentence about the resource. */
  readonly info: (sentence: string) => void;
  readonly warn: (sentence: string) => void;
  /** Shows the user a line that begins with the resource's name, as the lines of a preview do. */
  readonly note: (words: string) => void;
}

/** What a check works with. */
export interface CheckWork<Settings, Session> {
  readonly settings: Settings;
  readonly run: Run;
  readonly program: ProgramContext;
  /** The resource, once its name is known. */
  readonly owner: (inputs: Props) => Owner;
  /** Made when asked for: most checks ask nothing of the server. */
  readonly session: () => Session;
  /** Shows the user a line. */
  readonly print: (line: string) => void;
}

/** What the CRUD code of a cloud stands on. */
export interface Cloud<Settings, Session> {
  /** @throws {SettingsError} */
  readonly readSettings: (config: ConfigReader) => Settings;
  /** Everything in a run that has the same settings shares a session. */
  readonly sessionOf: (settings: Settings, run: Run) => Session;
  readonly causeOf: (error: unknown) => Cause;
  /** Replaces ids in a message by names, if they are known. @param session created on demand */
  readonly named?: (text: string, session: () => Session) => string;
}

/** Checked inputs, and what is wrong with them. */
export interface Checked {
  readonly inputs: Props;
  /** Sentences without the full stop, each with its remedy. */
  readonly problems: readonly string[];
  /** Lines for the user, such as what a change of rules means. */
  readonly notes?: readonly Note[];
  /** What is said, and refused, once the outputs in state are known. */
  readonly followUp?: FollowUp | undefined;
}

/** What messages call a resource. */
export interface ResourceNames {
  /** Such as `security group`. */
  readonly kind: string;
  /** Its class, such as `SecurityGroup`. */
  readonly type: string;
}

/** What all resources have in common as CRUD code: configuration, sessions, deadlines, and errors with their context. */
export abstract class Crud<
  Settings,
  Client,
  Session extends { readonly client: LimitedClient<Client> },
> implements ResourceHandlers {
  private config: ConfigReader = { get: () => undefined };
  private joined: Run | undefined;

  protected constructor(
    private readonly names: ResourceNames,
    private readonly cloud: Cloud<Settings, Session>,
    private readonly runs: Runs,
  ) {}

  private get kind(): string {
    return this.names.kind;
  }

  configure(config: ConfigReader): void {
    this.config = config;
    this.joined = this.runs.join(this);
  }

  /** Undefined where a resource has no rules. */
  abstract readonly rules: RuleFormat | undefined;
  abstract check(olds: Props, news: Props, context: CallContext): Promise<CheckResult>;
  abstract create(inputs: Props, context: CallContext): Promise<Stored>;
  abstract read(id: string, props: Props, context: CallContext): Promise<Found | undefined>;
  abstract import(id: string, name: string, context: CallContext): Promise<Found | undefined>;
  abstract update(id: string, olds: Props, news: Props, context: CallContext): Promise<Stored>;
  abstract delete(id: string, props: Props, context: CallContext): Promise<void>;

  /** What differs, by meaning. */
  protected abstract compare(id: string, olds: Props, news: Props): DiffResult;

  /**
   * To be called for what this run leaves without replacing it, before anything else can fail.
   * @param isSure false where the engine may yet replace it for a reason of its own
   */
  protected abstract claims(id: string, news: Props, owner: Owner, isSure: boolean): void;

  /**
   * The engine also asks what would differ: at a refresh, and of what depends on something that is to go. Only what a check
   * of this run has answered, with everything known, is what the program wants.
   */
  async diff(
    id: string,
    olds: Props,
    news: Props,
    { urn, replaceOnChanges = [], print = () => undefined }: DiffSubject = {},
  ): Promise<DiffResult> {
    const compared = this.compare(id, olds, news);
    const asked = compared.changes ? replacedOnChange(replaceOnChanges, olds, news) : [];
    const replaces = [...new Set([...compared.replaces, ...asked])];
    const found =
      replaces.length === 0 || this.followsReplacements
        ? await this.followedUp({ id, replaces }, olds, news, print)
        : [];
    const repairs = [...(compared.repairs ?? []), ...found];
    const result = { ...compared, replaces, repairs, changes: compared.changes || found.length > 0 };
    const owner = seenResources(this.run).ownerOf(this.kind, news);
    if (owner === undefined || containsUnknown(news)) return result;
    seenResources(this.run).compared(this.kind, id, news);
    // Where the engine knows the resource by its URN, it applies replaceOnChanges itself, after this.
    const isSure = urn === undefined || !result.changes;
    if (result.replaces.length === 0) this.claims(id, news, owner, isSure);
    return result;
  }

  /** Whether what a check leaves to the diff is about a replacement, too. */
  protected readonly followsReplacements: boolean = false;

  /**
   * Says, and refuses, what the check of these inputs could not, without the outputs in state.
   * @returns the outputs that an update must repair
   */
  private async followedUp(
    compared: Compared,
    outputs: Props,
    news: Props,
    print: CallContext["print"],
  ): Promise<readonly string[]> {
    const followUp = seenResources(this.run).followUpOf(this.kind, news);
    if (followUp === undefined) return [];
    const { notes = [], problems, repairs = [] } = await followUp(outputs, compared);
    notes.forEach((note) => print(lineOf(this.run, note)));
    if (problems.length === 0) return repairs;
    const name = nameText(String(news["name"]));
    throw new SecurityGroupsError(
      problems.map((problem) => sentence(`${this.kind} "${name}": ${problem}`)).join("\n"),
    );
  }

  /** The resource that these checked inputs are those of. */
  protected ownerOf(inputs: Props, { urn }: Subject = {}): Owner {
    const { kind, type } = this.names;
    return seenResources(this.run).ownerOf(kind, inputs) ?? { urn: urn ?? "", title: `a ${type}` };
  }

  protected get run(): Run {
    this.joined ??= this.runs.join(this);
    return this.joined;
  }

  /** Settings that are missing count as wrong inputs. */
  protected async checked(
    news: Props,
    { print }: CallContext,
    check: (work: CheckWork<Settings, Session>, given: Props) => Checked | Promise<Checked>,
  ): Promise<CheckResult> {
    const { program, given } = splitContext(news);
    const failures = (problems: readonly string[]) => problems.map(sentence);
    try {
      const settings = this.cloud.readSettings(this.config);
      warnOfUnverified(this.run, print);
      const session = () => this.cloud.sessionOf(settings, this.run);
      const named = (text: string) => this.cloud.named?.(text, session) ?? text;
      const owner = (inputs: Props) => this.claimant(program, inputs);
      const work = { settings, run: this.run, program, owner, session, print };
      const { inputs, problems, notes = [], followUp } = await check(work, given);
      seenResources(this.run).answered(this.kind, inputs, owner(inputs), namedIn(followUp, named));
      notes.forEach((note) => print(named(lineOf(this.run, note))));
      return { inputs, failures: failures(problems.map(named)) };
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      return { inputs: given, failures: failures([messageOf(error)]) };
    }
  }

  /** The resource as it claims something, by its own name in the program: that of a group may be secret. */
  private claimant(program: ProgramContext, { name }: Props): Owner {
    const { type } = this.names;
    const title = `${type} "${logicalName(program) ?? String(name)}"`;
    return { urn: program.urn ?? title, title };
  }

  /**
   * Runs one operation within its time, and makes whatever it throws a sentence that names the operation, the resource
   * and the remedy.
   */
  protected async operate<T>(
    operation: Operation,
    resource: { readonly name: string; readonly timeouts?: Timeouts | undefined },
    context: CallContext,
    run: (work: Work<Session, Client>) => Promise<T>,
  ): Promise<T> {
    const { kind } = this;
    const name = nameText(resource.name);
    const { urn } = context;
    let named = (text: string) => text;
    const line = (text: string) => context.print(named(text));
    try {
      warnOfUnverified(this.run, line);
      const session = this.cloud.sessionOf(this.cloud.readSettings(this.config), this.run);
      named = (text) => this.cloud.named?.(text, () => session) ?? text;
      const seconds = context.timeout ?? timeoutOf(resource, TIMED_AS[operation]);
      const info = (sentence: string) => line(`${kind} "${name}": ${sentence}`);
      const warn = (sentence: string) => line(`warning: ${kind} "${name}": ${sentence}`);
      const note = (words: string) => line(`${name}: ${words}`);
      return await withDeadline(seconds, context.cancelled, (deadline) => {
        const { patience } = context;
        const client = session.client.within({ deadline, patience });
        const work = { run: this.run, urn, session, client, deadline, info, warn, note };
        return openOperations(this.run).during({ deadline, patience, print: note }, () => run(work));
      });
    } catch (error) {
      const cause = error instanceof PartialFailure ? (error.cause ?? error) : error;
      const { cause: why, remedy, isCredential } = this.cloud.causeOf(cause);
      const mayBeOld = isCredential === true && (operation === "refresh" || operation === "delete");
      const ownRemedies = [remedy, ...(mayBeOld ? [OLD_SETTINGS] : [])].filter(Boolean);
      const namesPulumi = [why, ...ownRemedies].some(
        (text) => text !== undefined && /pulumi (up|again)/.test(text),
      );
      const remedies = [...ownRemedies, ...(!namesPulumi && isTransientFailure(cause) ? [AGAIN] : [])];
      const text = named(failureText({ operation, kind, name, cause: why, remedy: remedies.join(" ") }));
      throw error instanceof PartialFailure
        ? new PartialFailure(error.id, error.properties, text, { cause })
        : new SecurityGroupsError(text, { cause });
    }
  }
}

/** The same with names in place of ids. */
const namedIn = (followUp: FollowUp | undefined, named: (text: string) => string): FollowUp | undefined =>
  followUp &&
  (async (outputs, compared) => {
    const { notes = [], problems, ...others } = await followUp(outputs, compared);
    return { notes: notes.map((note) => mapNote(note, named)), problems: problems.map(named), ...others };
  });

/**
 * Runs what comes after the server has the resource: where it fails, the id and what is known of the resource go into
 * state, so that the next `pulumi up` repairs it.
 *
 * @param state the properties to save; asked for only then
 */
export async function keepingState<T>(
  id: string,
  state: (failure: unknown) => Promise<Props>,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw new PartialFailure(id, await state(cause), messageOf(cause), { cause });
  }
}

const said = perRun(() => ({ isDone: false }));

/** Warns, once a run, where certificates are not verified. */
function warnOfUnverified(run: Run, print: (line: string) => void): void {
  const text = unverifiedText();
  const known = said(run);
  if (text === undefined || known.isDone) return;
  known.isDone = true;
  print(`warning: ${text}`);
}
