import type { HandlerName } from "./kit/resource-types";
import type { ResourceHandlers } from "./kit/handlers";
import type { Runs } from "./run/run";
import { firewallGroup } from "./e24cloud/firewall-group/definition";
import { securityGroup } from "./waldur/security-group/definition";
import { securityGroupAttachment } from "./waldur/security-group-attachment/definition";
import { securityGroupRules } from "./waldur/security-group-rules/definition";

/** The handlers of all types of resources, for one process. */
export const handlersOf = (runs: Runs): Readonly<Record<HandlerName, ResourceHandlers>> => ({
  waldurSecurityGroup: securityGroup(runs),
  waldurSecurityGroupRules: securityGroupRules(runs),
  waldurSecurityGroupAttachment: securityGroupAttachment(runs),
  e24cloudFirewallGroup: firewallGroup(runs),
});
