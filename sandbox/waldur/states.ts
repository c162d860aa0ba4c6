import { Conflict } from "./api/errors";
import type { WaldurSwitches } from "./switches";

export const states = [
  "CREATION_SCHEDULED",
  "CREATING",
  "UPDATE_SCHEDULED",
  "UPDATING",
  "DELETION_SCHEDULED",
  "DELETING",
  "OK",
  "ERRED",
] as const;
export type State = (typeof states)[number];

/** States without a task in progress. */
export const settled: readonly State[] = ["OK", "ERRED"];

/** A state in the server's own words: "Creation Scheduled" in 2024, CREATION_SCHEDULED in 2026. */
export function displayState(state: State, release: WaldurSwitches["release"]): string {
  if (release === "2026" || state === "OK") return state;
  return state
    .toLowerCase()
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
}

/** @throws Conflict (409) when the operation isn't allowed in this state */
export function requireState(
  current: State,
  allowed: readonly State[],
  release: WaldurSwitches["release"],
): void {
  if (allowed.includes(current)) return;
  const names = allowed.map((state) => displayState(state, release));
  throw new Conflict(`Valid states for operation: ${names.join(", ")}.`);
}
