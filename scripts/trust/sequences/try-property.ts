import fc from "fast-check";
import { heard } from "./heard";
import { inOwnTemp } from "./own-temp";

/** Milliseconds after which a batch ends, with what has been tried so far. */
const LONGEST = 300_000;

/**
 * Tries a property so often, always the same for a seed, with temporary files of its own.
 * @param said takes what is printed for the user meanwhile
 */
export const tryProperty = <Ts>(
  property: fc.IAsyncProperty<Ts>,
  { seed, size, said = [] }: { seed: number; size: number; said?: string[] },
): Promise<void> =>
  inOwnTemp(() =>
    heard(said, () => fc.assert(property, { seed, numRuns: size, interruptAfterTimeLimit: LONGEST })),
  );
