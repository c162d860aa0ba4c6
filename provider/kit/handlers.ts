import type { RuleFormat } from "../rules/rule-map";

/** Where configured values come from: the engine's `req.config`, or `pulumi.Config` in a program. */
export interface ConfigReader {
  get(key: string): string | undefined;
}

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
  /** Seconds for which a call that fails transiently is tried again. @default up to the end of the operation */
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

/** A call of a handler, of the same form whatever the operation. */
export interface Call {
  readonly operation: "check" | "diff" | "create" | "read" | "import" | "update" | "delete";
  /** Empty where there is no resource yet. */
  readonly id: string;
  /** What is in state: outputs, or the old inputs of a check. */
  readonly olds: Props;
  /** New inputs; empty where the operation has none. */
  readonly news: Props;
  /** The resource's name in the program; only for an import. */
  readonly name?: string | undefined;
  readonly context: CallContext & Pick<DiffSubject, "replaceOnChanges">;
}

/** What a handler answers: the parts that the operation has. A resource that is gone has no id. */
export interface Answer {
  readonly id?: string | undefined;
  readonly outs?: Props | undefined;
  readonly inputs?: Props | undefined;
  readonly failures?: readonly string[] | undefined;
  readonly diff?: DiffResult | undefined;
}

export type Next = (call: Call) => Promise<Answer>;

/** Changes arguments, results and errors. */
export type Link = (call: Call, next: Next) => Promise<Answer>;

/** Handlers behind some links, the outermost first. */
export function chain(handlers: ResourceHandlers, links: readonly Link[]): ResourceHandlers {
  const call = links.reduceRight<Next>(
    (next, link) => (one) => link(one, next),
    (one) => callHandler(handlers, one),
  );
  const none = { id: "", olds: {}, news: {} };
  return {
    rules: handlers.rules,
    configure: (config) => handlers.configure(config),
    check: async (olds, news, context) => {
      const { inputs = {}, failures = [] } = await call({ ...none, operation: "check", olds, news, context });
      return { inputs, failures };
    },
    diff: async (id, olds, news, subject = {}) => {
      const context = { print: () => undefined, ...subject };
      const { diff } = await call({ operation: "diff", id, olds, news, context });
      // No answer is not "no changes".
      if (diff === undefined) throw new TypeError("a diff has ended without a result");
      return diff;
    },
    create: async (news, context) => stored(await call({ ...none, operation: "create", news, context })),
    read: async (id, olds, context) => found(await call({ ...none, operation: "read", id, olds, context })),
    import: async (id, name, context) =>
      found(await call({ ...none, operation: "import", id, name, context })),
    update: async (id, olds, news, context) =>
      stored(await call({ operation: "update", id, olds, news, context })),
    delete: async (id, olds, context) => {
      await call({ ...none, operation: "delete", id, olds, context });
    },
  };
}

const stored = ({ id = "", outs = {} }: Answer): Stored => ({ id, outs });

function found({ id, outs = {}, inputs }: Answer): Found | undefined {
  if (id === undefined) return undefined;
  return { id, outs, ...(inputs === undefined ? {} : { inputs }) };
}

/** The end of a chain. */
async function callHandler(
  handlers: ResourceHandlers,
  { operation, id, olds, news, name = "", context }: Call,
): Promise<Answer> {
  switch (operation) {
    case "check":
      return handlers.check(olds, news, context);
    case "diff":
      return { diff: await handlers.diff(id, olds, news, context) };
    case "create":
      return handlers.create(news, context);
    case "read":
      return (await handlers.read(id, olds, context)) ?? {};
    case "import":
      return (await handlers.import(id, name, context)) ?? {};
    case "update":
      return handlers.update(id, olds, news, context);
    case "delete":
      await handlers.delete(id, olds, context);
      return {};
  }
}
