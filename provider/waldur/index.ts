export type { RuleArgs, SecurityGroupArgs } from "./args";
export { allow, type AllowArgs, type Peer } from "./presets";
export { SecurityGroup } from "./resource";
export type { Rule } from "./rule";
