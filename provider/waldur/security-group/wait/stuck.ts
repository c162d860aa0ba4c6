import type { Deadline } from "../../../http/deadline";
import { nameText } from "../../../text/printable";
import { known } from "../../api/capabilities";
import { GroupFailure } from "../../api/failures";
import type { WireGroup } from "../../api/schema";

/** Waldur does not finish what it has begun with a group: a task is lost, or there is none. */
export class StuckError extends GroupFailure {
  override readonly name = "StuckError";

  constructor(readonly group: WireGroup) {
    super(stuckText(group), remedyForStuck(group));
  }
}

function stuckText({ uuid, name, state, modified, backend_id: id }: WireGroup): string {
  const since = modified === "" ? "" : ` since ${modified}`;
  const why = id === "" && state.startsWith("DELETI") ? ": it was never created in OpenStack" : "";
  return `Waldur is stuck with the group "${nameText(name)}" (${uuid}), which is ${state}${since}${why}`;
}

/** Who can end a state that does not end by itself. */
export function remedyForStuck(group: Pick<WireGroup, "uuid" | "created" | "instance_count">): string {
  const { uuid } = group;
  const hasSetErred = known("setErred", group);
  const commands = [
    ...(hasSetErred === false ? [] : [`waldur set-erred ${uuid}`]),
    ...(hasSetErred === true ? [] : [`waldur unlink ${uuid}`]),
  ];
  const when = commands.length === 1 ? "" : " if Waldur is older than 2026";
  return (
    `Ask a staff user to run npx pulumi-security-groups ${commands.join(", or ")}${when}, with WALDUR_API_URL and ` +
    "WALDUR_ACCESS_TOKEN set, then run pulumi again."
  );
}

/** Seconds without any change after which an earlier change counts as lost. */
const LONGEST = 300;

/** For how many seconds an earlier change may stand still, with time left for what comes after. */
export const longestStandstill = (deadline: Deadline): number => Math.min(LONGEST, deadline.left / 2);

/** For how long a group has stood still, as far as it was watched. */
export class Standstill {
  private modified: string | undefined;
  private since = performance.now();

  /** To be called at every poll. @returns seconds */
  seen({ modified }: Pick<WireGroup, "modified">): number {
    if (modified !== this.modified) {
      this.modified = modified;
      this.since = performance.now();
    }
    return (performance.now() - this.since) / 1000;
  }
}
