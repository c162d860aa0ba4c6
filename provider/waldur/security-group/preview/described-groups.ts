import { perRun } from "../../../run/run";
import type { Props } from "../../../kit/handlers";

/**
 * The groups whose name or description this run changes, by their ids. Waldur then sends all rules to OpenStack again, those
 * too that another resource sets, which has no change of its own to report it in.
 */
export const describedGroups = perRun(() => new Set<string>());

/** Whether a name or a description that state has becomes another one. */
export const isDescribed = (olds: Props, news: Props): boolean =>
  ["name", "description"].some((field) => {
    const [before, after] = [olds[field], news[field]];
    return before !== undefined && after !== undefined && before !== after;
  });
