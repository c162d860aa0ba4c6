import type { RuleMap } from "../../../core/rules/rule-map";
import { haveCommon } from "../../../core/traffic/set";
import { changedInputs } from "../diff";
import type { FirewallGroupInputs } from "../inputs";
import { cutOff } from "../reachable";
import type { Rule } from "../../rule/rule";
import { ruleTraffic } from "../../rule/traffic";

type Inputs = Partial<FirewallGroupInputs>;

/**
 * What the new inputs put at risk, in sentences without the full stop: nothing can be reached any more, or not what
 * `keepReachable` lists. Rules that only the server adds do not count, as nobody knows when they come.
 */
export function risks(before: Inputs, wanted: Inputs): string[] {
  const { rules, active, keepReachable = [] } = wanted;
  if (rules === undefined) return [];
  const changed = changedInputs(before, wanted);
  const lockOuts =
    active && changed.some((field) => ["rules", "active"].includes(field)) ? lockOutsOf(rules) : [];
  const lost = cutOff(rules, keepReachable).map(
    (what) => `no rule lets in ${what}, which keepReachable lists`,
  );
  return [...lockOuts, ...lost];
}

/** DHCP as the server's own default rule has it. */
const DHCP = ruleTraffic({ direction: "IN", protocol: "UDP", minPort: 67, maxPort: 68 });

function lockOutsOf(rules: RuleMap<Rule>): string[] {
  const allowed = Object.values(rules).flatMap(ruleTraffic);
  const ways = new Set(allowed.map(({ direction }) => direction));
  return [
    ways.has("ingress") ? undefined : "with its firewall on, the group lets nothing in",
    ways.has("egress")
      ? undefined
      : "with its firewall on, the group lets nothing out: add e24cloud.allow.egress() to the rules",
    !haveCommon(allowed, DHCP)
      ? "with its firewall on, the group lets no DHCP in, and servers can lose their addresses: add e24cloud.allow.dhcp() to the rules"
      : undefined,
  ].filter((risk) => risk !== undefined);
}
