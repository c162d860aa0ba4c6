/**
 * The permanent entry that every state file names (`pulumi-security-groups/provider`): Pulumi's host requires it
 * and calls one of these handlers. Their names are a contract for ever; old state runs on today's code.
 */
import { guarded } from "./core/pulumi/host-guard";
import { engineProcess } from "./core/run/engine-process";
import { Runs } from "./core/run/run";
import { FirewallGroupCrud } from "./e24cloud/firewall-group/crud";
import { SecurityGroupCrud } from "./waldur/security-group/crud";
import { SecurityGroupRulesCrud } from "./waldur/security-group-rules/crud";

const runs = new Runs(engineProcess());

export const waldurSecurityGroup = guarded(new SecurityGroupCrud(runs));
export const waldurSecurityGroupRules = guarded(new SecurityGroupRulesCrud(runs));
export const e24cloudFirewallGroup = guarded(new FirewallGroupCrud(runs));
