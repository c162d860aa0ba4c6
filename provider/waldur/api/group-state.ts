import { serverText } from "../../text/printable";
import type { WireGroup } from "./schema";

/** A group, or a tenant, as far as its state is concerned. */
type Stateful = Pick<WireGroup, "state">;

export const isOk = ({ state }: Stateful) => state === "OK";
export const isErred = ({ state }: Stateful) => state === "ERRED";

/** Whether a task is in progress or was lost: Waldur then shows what it wants, not what OpenStack has. */
export const isUnfinished = (one: Stateful) => !isOk(one) && !isErred(one);

/** Whether a state in outputs asks for a repair. A resource that was only looked up may have none. */
export const isOutOfOrder = (state: unknown) => typeof state === "string" && state !== "OK";

/** A group that Waldur is to delete, without an id in OpenStack: it has no task that would ever end that. */
export const isStuck = ({ state, backend_id }: Pick<WireGroup, "state" | "backend_id">) =>
  state.startsWith("DELETI") && backend_id === "";

/** OpenStack's default group: it cannot be made, renamed, described or deleted; only its rules can be set. */
export const DEFAULT_GROUP = "default";

type Failed = Pick<WireGroup, "error_message" | "error_traceback">;

/**
 * Why a group is in error, in words. Waldur's message is often only the name of an exception (`Conflict()`);
 * then the end of the traceback says more.
 */
export const errorReason = (group: Failed): string => serverText(errorText(group));

/** The same, whatever its length. */
export function errorText({ error_message: message, error_traceback: traceback }: Failed): string {
  const exception = /^(\w+)\((.*)\)$/s.exec(message.trim());
  if (exception === null && message.trim() !== "") return message.trim();
  const name = exception?.[1] ?? "unknown error";
  const end = endOfTraceback(traceback);
  return end === "" || end.startsWith(name) ? end || name : `${name}: ${end}`;
}

/** From the line that names the exception to the end; without one, the last line. */
function endOfTraceback(traceback: string): string {
  const lines = traceback.split("\n").filter((line) => line.trim() !== "");
  const raised = lines.findLastIndex((line) => /^([a-z_]\w*\.)*[A-Z]\w*: /.test(line));
  const end = lines.slice(raised === -1 ? -1 : raised).join(" ");
  return end.trim().replace(/^[\w.]+\.(?=\w+:)/, "");
}
