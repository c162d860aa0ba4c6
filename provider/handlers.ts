import type { HandlerName } from "./kit/resource-types";
import type { ResourceHandlers } from "./kit/handlers";
import type { Runs } from "./run/run";
import { FirewallGroupCrud } from "./e24cloud/firewall-group/crud";
import { SecurityGroupCrud } from "./waldur/security-group/crud";
import { SecurityGroupAttachmentCrud } from "./waldur/security-group-attachment/crud";
import { SecurityGroupRulesCrud } from "./waldur/security-group-rules/crud";

/** The handlers of all types of resources, for one process. */
export const handlersOf = (runs: Runs): Readonly<Record<HandlerName, ResourceHandlers>> => ({
  waldurSecurityGroup: new SecurityGroupCrud(runs),
  waldurSecurityGroupRules: new SecurityGroupRulesCrud(runs),
  waldurSecurityGroupAttachment: new SecurityGroupAttachmentCrud(runs),
  e24cloudFirewallGroup: new FirewallGroupCrud(runs),
});
