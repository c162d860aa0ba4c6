import { messageOf, PartialFailure, SecurityGroupsError } from "../errors";
import { messageText, printable, storable, unstorable } from "../text/printable";
import type { Answer, Link } from "./chain";

/**
 * Escapes everything that the engine, the display or a terminal could misinterpret: half a
 * surrogate pair (gRPC), a colour code (the display stops), control characters, a message of megabytes. Inputs that would
 * must be changed for that are refused.
 */
export const safeTexts: Link = async (call, next) => {
  const print = (line: string) => call.context.print(printable(line));
  try {
    return safe(await next({ ...call, context: { ...call.context, print } }));
  } catch (error) {
    const text = messageText(messageOf(error));
    if (!(error instanceof PartialFailure)) throw new SecurityGroupsError(text);
    throw new PartialFailure(error.id, { ...storable(error.properties) }, text);
  }
};

function safe({ id, outs, inputs, failures, diff }: Answer): Answer {
  if (failures !== undefined)
    return { inputs, failures: [...failures, ...refusals(failures, inputs)].map(printable) };
  return { id: id && printable(id), outs: outs && storable(outs), inputs: inputs && storable(inputs), diff };
}

/** A value that differs between server and state would show as a change at every run. */
function refusals(failures: readonly string[], inputs: Answer["inputs"] = {}): string[] {
  return failures.length > 0 ? [] : unstorable(inputs).map(refusal);
}

const refusal = ({ path, found }: { path: string; found: string }) =>
  `${path} has ${found}, which terminals or Pulumi's display act upon: leave it out.`;
