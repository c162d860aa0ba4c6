import type { RuleFormat } from "../rules/codec";
import type { ConfigReader } from "./settings/settings";

/** Inputs or outputs of a resource, as the engine hands them over. */
export type Props = Readonly<Record<string, unknown>>;

/** What is known of the resource that a call is about. */
export interface Subject {
  /** Its URN, where the engine passes it: dynamic providers do not get it. */
  readonly urn?: string | undefined;
}

/** What a comparison depends on in addition to the properties. */
export interface DiffSubject extends Subject {
  /** The inputs whose change replaces the resource, where the engine cannot see to that: their names, or `*`. */
  readonly replaceOnChanges?: readonly string[] | undefined;
  /** Shows the user a line. */
  readonly print?: CallContext["print"] | undefined;
}

/** What comes with a call besides the properties. */
export interface CallContext extends Subject {
  /** Shows the user a line. */
  readonly print: (line: string) => void;
  /** Ends the operation early, where the engine can cancel. */
  readonly cancelled?: AbortSignal | undefined;
  /** The timeout of the operation in seconds, if the engine passes one; otherwise it is in the inputs. */
  readonly timeout?: number | undefined;
  /** Seconds for which a call that fails in passing is tried again. @default up to the end of the operation */
  readonly patience?: number | undefined;
}

/** Checked inputs, or what is wrong with them. */
export interface CheckResult {
  readonly inputs: Props;
  /** Sentences with their full stops, each with its remedy. */
  readonly failures: readonly string[];
}

/** What a change of inputs means for a resource. */
export interface DiffResult {
  readonly changes: boolean;
  /** The inputs that make it another resource. */
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
  /** Outputs that a repair is to change, whatever the inputs say. */
  readonly repairs?: readonly string[];
}

/** A resource as it is in state. */
export interface Stored {
  readonly id: string;
  readonly outs: Props;
}

/** A resource as the server has it: outputs, and the inputs that would make it so. */
export interface Found extends Stored {
  readonly inputs?: Props;
}

/**
 * The operations on one type of resource. Whatever they throw is an error with a message for the user; a
 * `PartialFailure` says that the server has the resource.
 */
export interface ResourceHandlers {
  /** How its rules are kept and masked; left out where a resource has none. */
  readonly rules?: RuleFormat | undefined;
  /** Keeps the configuration; the operation that needs it reports errors in it. */
  configure(config: ConfigReader): void;
  check(olds: Props, news: Props, context: CallContext): Promise<CheckResult>;
  diff(id: string, olds: Props, news: Props, subject?: DiffSubject): Promise<DiffResult>;
  create(inputs: Props, context: CallContext): Promise<Stored>;
  /** Undefined where the resource is gone. */
  read(id: string, props: Props, context: CallContext): Promise<Found | undefined>;
  /**
   * Reads a resource that no program has managed yet: its inputs come as a program would say them.
   * @param name of the resource in the program
   */
  import(id: string, name: string, context: CallContext): Promise<Found | undefined>;
  update(id: string, olds: Props, news: Props, context: CallContext): Promise<Stored>;
  delete(id: string, props: Props, context: CallContext): Promise<void>;
}
