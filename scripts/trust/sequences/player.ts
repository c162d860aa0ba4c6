import type { Config } from "../../runner/stack";
import type { ManagedResource } from "../../../test/provider/managed-resource";
import type { Wanted } from "./step";

/** Longer than any operation takes on a busy machine. What a fault makes fail ends by the patience of its calls. */
export const LONG = { create: "5m", update: "5m", delete: "5m" };

/** A cloud on which sequences are played, for each a new one. */
export interface Player {
  readonly resource: ManagedResource;
  /** The same group in another stack, with a provider of its own. */
  another(): ManagedResource;
  /** Another command of Pulumi begins for the resource; until the next, all its processes share what they note. */
  nextCommand(): void;
  /** Texts that no message may have. */
  readonly secrets: readonly string[];
  /** The one of them that gives access. */
  readonly credential: string;
  /** Stack config that leads to it. */
  readonly config: Config;
  /** The arguments of a program that wants this. */
  argsOf(wanted: Wanted): Record<string, unknown>;
  addFault(fault: object): void;
  /** Makes every call fail from the n-th on, as if the client were gone. */
  cutOff(calls: number): void;
  setStale(by: number): void;
  /** What somebody else does. */
  meddle(what: number, which: number): Promise<void>;
  /** Ends all faults, and waits until nothing is running. */
  settle(): Promise<void>;
  /** What the clouds lack of what is wanted, or have beyond it; empty where all is well. */
  differences(wanted: Wanted): string[];
  /** What still exists although the program's group is deleted. */
  leftovers(): string[];
  close(): Promise<void>;
}
