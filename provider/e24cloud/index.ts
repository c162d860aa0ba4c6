export type { FirewallGroupArgs, ReachableArgs, RuleArgs, RulesInput } from "./args";
export {
  type FirewallGroupInfo,
  getFirewallGroup,
  type GetFirewallGroupArgs,
  getFirewallGroupOutput,
  getFirewallGroups,
  getFirewallGroupsOutput,
} from "./lookups";
export { allow, type AllowArgs } from "./presets";
export { FirewallGroup } from "./resource";
export type { Protocol, Rule } from "./rule";
