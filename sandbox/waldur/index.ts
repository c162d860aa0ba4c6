export { Edits } from "./edits";
export type { TenantChange } from "./edits";
export type { Role } from "./model";
export type { NeutronGroup } from "./openstack/cloud";
export type { NeutronRule } from "./openstack/rule";
export { startWaldurSandbox } from "./start";
export type { WaldurSandbox, WaldurSandboxOptions } from "./start";
export { waldurSwitches } from "./switches";
export type { WaldurSwitches } from "./switches";
