export type { RuleArgs, SecurityGroupArgs } from "./args";
export type { GroupState, SecurityGroupFilters } from "./group-filters";
export type { SecurityGroupInfo } from "./group-info";
export { SecurityGroupRules, type SecurityGroupRulesArgs } from "./group-rules/resource";
export type { LookupOptions } from "./lookup-session";
export {
  getSecurityGroup,
  type GetSecurityGroupArgs,
  getSecurityGroupOutput,
  getSecurityGroups,
  type GetSecurityGroupsArgs,
  getSecurityGroupsOutput,
} from "./lookups";
export { allow, type AllowArgs, type Peer } from "./presets";
export { SecurityGroup } from "./resource";
export type { Rule } from "./rule";
export { getTenant, type GetTenantArgs, getTenantOutput, type TenantInfo } from "./tenant-lookup";
