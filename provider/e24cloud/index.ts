export type { Member, Owner, Permissions } from "./api/group";
export type { RuleArgs, RulesInput } from "./rule/args";
export type { FirewallGroupArgs, ReachableArgs } from "./firewall-group/args";
export {
  type FirewallGroupInfo,
  getFirewallGroup,
  type GetFirewallGroupArgs,
  getFirewallGroupOutput,
  getFirewallGroups,
  type GetFirewallGroupsArgs,
  getFirewallGroupsOutput,
  type RuleInfo,
} from "./lookups";
export { allow, type AllowArgs } from "./presets";
export { FirewallGroup } from "./firewall-group/resource";
export type { Protocol } from "./rule/args";
export type { StoredRule } from "../rules/rule-map";
export { parseRuleKey } from "./rule/parse";
export type { Rule } from "./rule/args";
export { anywhere } from "../net/ranges";
