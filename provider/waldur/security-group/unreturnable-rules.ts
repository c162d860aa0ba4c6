import { z } from "zod";
import type { Props } from "../../kit/handlers";
import { type Fate, fates } from "../rule/fate";
import { isIcmpV6 } from "./plan/plan";
import { type LiveGroup, liveRules } from "./live-rules";

/** By the keys of live rules that Waldur does not take back for certain: what becomes of each when rules are written. */
export type UnreturnableRules = Readonly<Record<string, Fate>>;

const unreturnableRules = z.record(z.string(), z.enum(fates));

/** The output. */
export function unreturnableOutput(group: LiveGroup) {
  // ICMP over IPv6 is recreated by every write, however Waldur has it.
  const live = liveRules(group).filter(({ rule }) => !isIcmpV6(rule));
  const kept = new Set(live.filter(({ fate }) => fate === "kept").map(({ key }) => key));
  const others = live
    .map(({ key, fate }) => [key, fate] as const)
    .filter(([key]) => !kept.has(key))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { unreturnableRules: Object.fromEntries(others) satisfies UnreturnableRules };
}

/** The output after a refresh. State of before it has none, and a refresh does not add it: that would show as a change. */
export const refreshedUnreturnable = (props: Props, group: LiveGroup) =>
  props["unreturnableRules"] === undefined ? {} : unreturnableOutput(group);

/** What state says; undefined where it says nothing. */
export const readUnreturnable = (outputs: Props): UnreturnableRules | undefined =>
  unreturnableRules.safeParse(outputs["unreturnableRules"]).data;
