export type { Call, CallEntry, CallPattern, DelayInput, FaultAnswer, FaultInput, Level } from "./control";
export * from "./e24cloud";
export type { Sandbox, SandboxOptions } from "./start";
export { startSandbox } from "./start";
export * from "./waldur";
