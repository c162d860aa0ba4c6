import type { RuleArgs } from "./args";
import { type Rule, withFarSide } from "./rule";

/** A rule as a person would write it in a program, which means the same. */
export function spellRule(rule: Rule): RuleArgs {
  const { direction, minPort, maxPort, ...others } = withFarSide(rule);
  const said = Object.entries(others).filter(([, value]) => value !== undefined);
  return {
    ...(direction === "OUT" ? { direction } : {}),
    ...(minPort === undefined ? {} : { ports: minPort === maxPort ? minPort : `${minPort}-${maxPort}` }),
    ...Object.fromEntries(said),
  };
}
