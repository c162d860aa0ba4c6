export type { Group as E24cloudGroup } from "./group";
export type { History as E24cloudHistory, Step as E24cloudStep } from "./history";
export type { Overlay as E24cloudOverlay } from "./profiles/overlays";
export type { ProfileName as E24cloudProfile } from "./profiles/profiles";
export { profileNames as e24cloudProfiles } from "./profiles/profiles";
export type { SecondWriter } from "./second-writer";
export type { E24cloudSandbox, E24cloudSandboxOptions } from "./start";
export { startE24cloudSandbox } from "./start";
export type { Switches as E24cloudSwitches } from "./profiles/switches";
