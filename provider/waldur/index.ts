export type { LookupOptions } from "../engine/lookups";
export type { RuleArgs, RulesInput } from "./rule/args";
export type { SecurityGroupArgs } from "./security-group/args";
export type { SecurityGroupDetails } from "./security-group/args";
export type { SecurityGroupFilters } from "./api/group-filters";
export { SecurityGroupRules, type SecurityGroupRulesArgs } from "./security-group-rules/resource";
export {
  SecurityGroupAttachment,
  type SecurityGroupAttachmentArgs,
} from "./security-group-attachment/resource";
export {
  getSecurityGroup,
  getSecurityGroupOutput,
  getSecurityGroups,
  getSecurityGroupsOutput,
  getTenant,
  getTenantOutput,
} from "./lookups";
export type {
  GetSecurityGroupArgs,
  GetSecurityGroupPartArgs,
  GetSecurityGroupPartsArgs,
  GetSecurityGroupsArgs,
  GetTenantArgs,
} from "./infos";
export type { QuotaInfo, RuleInfo, SecurityGroupInfo, TenantInfo } from "./infos";
export { allow, type AllowArgs, type Peer } from "./presets";
export { SecurityGroup } from "./security-group/resource";
export type { StoredRule } from "../rules/rule-map";
export { parseRuleKey } from "./rule/parse";
export type { Rule } from "./rule/args";
export { anywhere } from "../net/ranges";
