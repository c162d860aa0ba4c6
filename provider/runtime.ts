/**
 * The permanent entry that every state file names (`pulumi-security-groups/provider`): Pulumi's host requires it
 * and calls one of these handlers. Their names never change; old state runs on today's code.
 */
import { EngineLog } from "./engine/engine-log";
import { engineOfDynamicHost, toDynamicProvider } from "./engine/to-dynamic-provider";
import { endWithEngine, engineOfHost } from "./run/engine-address";
import { Runs } from "./run/run";
import { handlersOf } from "./handlers";

const runs = new Runs();
const log = new EngineLog();
const address = engineOfHost();
if (address !== undefined) {
  endWithEngine();
  runs.attach(address);
  log.attach(engineOfDynamicHost(address));
}

const handlers = handlersOf(runs);

export const waldurSecurityGroup = toDynamicProvider(handlers.waldurSecurityGroup, log);
export const waldurSecurityGroupRules = toDynamicProvider(handlers.waldurSecurityGroupRules, log);
export const waldurSecurityGroupAttachment = toDynamicProvider(handlers.waldurSecurityGroupAttachment, log);
export const e24cloudFirewallGroup = toDynamicProvider(handlers.e24cloudFirewallGroup, log);
