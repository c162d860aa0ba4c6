/**
 * The permanent entry that every state file names (`pulumi-security-groups/provider`): Pulumi's host requires it
 * and calls one of these handlers. Their names are a contract for ever; old state runs on today's code.
 */
import { guarded } from "./core/pulumi/host-guard";
import { endWithEngine } from "./core/run/end-with-engine";
import { engineProcess } from "./core/run/engine-process";
import { Runs } from "./core/run/run";
import { handlersOf } from "./handlers";

const engine = engineProcess();
if (engine !== undefined) endWithEngine();

const handlers = handlersOf(new Runs(engine));

export const waldurSecurityGroup = guarded(handlers.waldurSecurityGroup);
export const waldurSecurityGroupRules = guarded(handlers.waldurSecurityGroupRules);
export const e24cloudFirewallGroup = guarded(handlers.e24cloudFirewallGroup);
