import type { CallEntry } from "../../../sandbox/control";
import { kindOf } from "./calls";

const isDone = ({ status }: CallEntry) => status >= 200 && status < 300;

/**
 * The writes that were done more often than without a disturbance, apart from those whose outcome the disturbance made
 * unknown.
 */
export function needless(quiet: readonly CallEntry[], disturbed: readonly CallEntry[]): string[] {
  const left = disturbed.filter(isDone).map(kindOf);
  const take = (kind: string) => {
    const at = left.indexOf(kind);
    if (at >= 0) left.splice(at, 1);
  };
  quiet.map(kindOf).forEach(take);
  disturbed
    .filter((entry) => entry.fault !== undefined)
    .map(kindOf)
    .forEach(take);
  return left;
}
