import type { CallEntry } from "../../../sandbox/control";
import { kindOf } from "./calls";

const isDone = ({ status }: CallEntry) => status >= 200 && status < 300;
const UPDATE = "/group-update-rule";
/** At e24cloud a running deletion cannot be distinguished from one that was never requested, so it may be sent again. */
const DELETION = "DELETE /v2/groups/ID";
/** Nothing reads the switch back, so after a kill it is unknown whether it was set. */
const SWITCH = "POST /v2/groups/ID/firewall";
const isPull = (kind: string) => kind.includes("/pull");

/** What an operation has asked of the servers, its remedies included. */
export interface Asked {
  readonly writes: readonly CallEntry[];
  /** Calls of Waldur to OpenStack that failed: each leaves a group in error, which takes a pull and a write to repair. */
  readonly failedBehind: number;
  /** Whether the engine was ended in the middle of what it did. */
  readonly isKilled: boolean;
}

/**
 * The writes that were done more often than without a disturbance, apart from those whose outcome the disturbance made
 * unknown, and what repairs a group in error.
 */
export function needless(
  baseline: readonly CallEntry[],
  { writes, failedBehind, isKilled }: Asked,
): string[] {
  const left = writes.filter(isDone).map(kindOf);
  const take = (fits: (kind: string) => boolean) => {
    const at = left.findIndex(fits);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  };
  const unknown = writes.filter(({ fault }) => fault !== undefined);
  for (const kind of [...baseline, ...unknown].map(kindOf)) {
    if (take((other) => other === kind) || !kind.endsWith(UPDATE)) continue;
    // A rule whose update has once not shown in time is added and deleted from then on.
    for (const instead of ["add", "delete"])
      take((other) => other === kind.replace(UPDATE, `/group-${instead}-rule`));
  }
  for (let mended = 0; mended < failedBehind; mended += 1) {
    take((kind) => !isPull(kind));
    // One before the write and one after it.
    take(isPull);
    take(isPull);
  }
  if (isKilled) take((kind) => kind === SWITCH);
  return left.filter((kind) => kind !== DELETION);
}
