export type { RuleArgs, SecurityGroupArgs } from "./args";
export { SecurityGroupRules, type SecurityGroupRulesArgs } from "./group-rules/resource";
export { allow, type AllowArgs, type Peer } from "./presets";
export { SecurityGroup } from "./resource";
export type { Rule } from "./rule";
