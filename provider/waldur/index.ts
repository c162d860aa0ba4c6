export type { LookupOptions } from "../lookup-settings";
export type { RuleArgs, SecurityGroupArgs } from "./args";
export type { SecurityGroupFilters } from "./filters";
export { SecurityGroupRules, type SecurityGroupRulesArgs } from "./group-rules/resource";
export {
  getSecurityGroup,
  type GetSecurityGroupArgs,
  getSecurityGroupOutput,
  getSecurityGroups,
  type GetSecurityGroupsArgs,
  getSecurityGroupsOutput,
  getTenant,
  type GetTenantArgs,
  getTenantOutput,
  type SecurityGroupInfo,
  type TenantInfo,
} from "./lookups";
export { allow, type AllowArgs, type Peer } from "./presets";
export { SecurityGroup } from "./resource";
export type { Rule } from "./rule";
