export { allow, type AllowArgs } from "./presets";
export { FirewallGroup, type FirewallGroupArgs, type ReachableArgs, type RuleArgs } from "./resource";
