export type { Group } from "./group";
export type { History, Step, Writer } from "./history";
export type { ProfileName } from "./profiles";
export { profileNames, profiles } from "./profiles";
export type { SecondWriter } from "./second-writer";
export type { E24cloudSandbox, E24cloudSandboxOptions } from "./start";
export { startE24cloudSandbox } from "./start";
export type { Switches as E24cloudSwitches } from "./switches";
