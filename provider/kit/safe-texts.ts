import { messageOf, PartialFailure, SecurityGroupsError } from "../errors";
import { messageText, printable, storable, unstorable } from "../text/printable";
import type {
  CallContext,
  CheckResult,
  DiffSubject,
  Found,
  Props,
  ResourceHandlers,
  Stored,
} from "./handlers";

/**
 * Lets nothing leave that the engine, the display or a terminal could stumble over, wherever it comes from: half a
 * surrogate pair (gRPC), a colour code (the display stops), control characters, a message of megabytes. Inputs that would
 * have to be changed for that are refused.
 */
export function withSafeTexts(handlers: ResourceHandlers): ResourceHandlers {
  return {
    ruleOfKey: handlers.ruleOfKey,
    configure: (config) => handlers.configure(config),
    check: (olds, news, context) =>
      safely(context, async (own) => checked(await handlers.check(olds, news, own))),
    diff: (id, olds, news, subject) =>
      safely(toldBy(subject), ({ tell }) => handlers.diff(id, olds, news, { ...subject, tell })),
    create: (inputs, context) => safely(context, async (own) => stored(await handlers.create(inputs, own))),
    read: (id, props, context) => safely(context, async (own) => found(await handlers.read(id, props, own))),
    import: (id, name, context) =>
      safely(context, async (own) => found(await handlers.import(id, name, own))),
    update: (id, olds, news, context) =>
      safely(context, async (own) => stored(await handlers.update(id, olds, news, own))),
    delete: (id, props, context) => safely(context, (own) => handlers.delete(id, props, own)),
  };
}

/** A diff may have no place for lines. */
const toldBy = ({ tell = () => undefined }: DiffSubject = {}): CallContext => ({ tell });

async function safely<T>(context: CallContext, run: (context: CallContext) => Promise<T>): Promise<T> {
  try {
    return await run({ ...context, tell: (line) => context.tell(printable(line)) });
  } catch (error) {
    const text = messageText(messageOf(error));
    if (!(error instanceof PartialFailure)) throw new SecurityGroupsError(text);
    throw new PartialFailure(error.id, { ...storable(error.properties) }, text);
  }
}

/** What a server would get as it is, and state otherwise, would show as a change for ever. */
function checked({ inputs, failures }: CheckResult): CheckResult {
  const refused = failures.length > 0 ? [] : unstorable(inputs).map(refusal);
  return { inputs, failures: [...failures, ...refused].map(printable) };
}

const refusal = ({ path, found }: { path: string; found: string }) =>
  `${path} has ${found}, which terminals or Pulumi's display act upon: leave it out.`;

const stored = ({ id, outs }: Stored): Stored => ({ id: printable(id), outs: storable(outs) });

function found(resource: Found | undefined): Found | undefined {
  if (resource === undefined) return undefined;
  const { id, outs, inputs } = resource;
  const given: { inputs?: Props } = inputs === undefined ? {} : { inputs: storable(inputs) };
  return { id: printable(id), outs: storable(outs), ...given };
}
