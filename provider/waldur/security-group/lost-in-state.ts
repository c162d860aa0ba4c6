import type { Props } from "../../kit/handlers";
import { perRun } from "../../run/run";
import { GONE } from "./state";

/** Whether state says that OpenStack never had the group, or has lost it: then it can only be made again. */
export const isLostInState = ({ state, backendId }: Props): boolean =>
  state === GONE || (state === "ERRED" && backendId === "");

/** The groups, by tenant and name, that a diff of this run has found lost: the check of the new one does not get state. */
const lost = perRun(() => new Set<string>());
const keyOf = ({ tenant, name }: Props) => JSON.stringify([tenant, name]);

type Run = Parameters<typeof lost>[0];

export const noteLost = (run: Run, inputs: Props): unknown => lost(run).add(keyOf(inputs));

export const wasLost = (run: Run, inputs: Props): boolean => lost(run).has(keyOf(inputs));
