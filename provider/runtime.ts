/**
 * The permanent entry that every state file names (`pulumi-security-groups/provider`): Pulumi's host requires it
 * and calls one of these handlers. Their names are a contract for ever; old state runs on today's code.
 */
import { guarded } from "./core/host-guard";
import { FirewallGroupCrud } from "./e24cloud/crud";
import { SecurityGroupCrud } from "./waldur/crud";
import { SecurityGroupRulesCrud } from "./waldur/group-rules/crud";

export const waldurSecurityGroup = guarded(new SecurityGroupCrud());
export const waldurSecurityGroupRules = guarded(new SecurityGroupRulesCrud());
export const e24cloudFirewallGroup = guarded(new FirewallGroupCrud());
