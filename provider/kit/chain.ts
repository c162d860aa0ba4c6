import type {
  CallContext,
  DiffResult,
  DiffSubject,
  Found,
  Props,
  ResourceHandlers,
  Stored,
} from "./handlers";

/** A call of a handler, of the same form whatever the operation. */
export interface Call {
  readonly operation: "check" | "diff" | "create" | "read" | "import" | "update" | "delete";
  /** Empty where there is no resource yet. */
  readonly id: string;
  /** What is in state: outputs, or the old inputs of a check. */
  readonly olds: Props;
  /** New inputs; empty where the operation has none. */
  readonly news: Props;
  /** What the program calls the resource; of an import alone. */
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

/** Changes what goes in, what comes out and what is thrown. */
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
