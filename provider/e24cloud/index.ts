export type { RuleArgs, RulesInput } from "./rule/args";
export type { FirewallGroupArgs, ReachableArgs } from "./firewall-group/args";
export {
  type FirewallGroupInfo,
  getFirewallGroup,
  type GetFirewallGroupArgs,
  getFirewallGroupOutput,
  getFirewallGroups,
  getFirewallGroupsOutput,
} from "./lookups";
export { allow, type AllowArgs } from "./presets";
export { FirewallGroup } from "./firewall-group/resource";
export type { Protocol, Rule } from "./rule/rule";
