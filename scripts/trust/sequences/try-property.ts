import fc from "fast-check";
import { heard } from "./heard";
import { inOwnTemp } from "./own-temp";

/** Seconds for which a call that fails transiently is tried again; `npm test` has its own. */
const PATIENCE = "2";

/** Milliseconds after which a batch ends, with what has been tried so far. */
const LONGEST = 300_000;

/**
 * Tries a property a number of times, always the same for a seed, with temporary files of its own.
 * @param said takes what is printed for the user meanwhile
 */
export const tryProperty = <Ts>(
  property: fc.IAsyncProperty<Ts>,
  { seed, size, said = [] }: { seed: number; size: number; said?: string[] },
): Promise<void> =>
  inOwnTemp(() => {
    process.env["PULUMI_SECURITY_GROUPS_PATIENCE"] ??= PATIENCE;
    return heard(said, () => fc.assert(property, { seed, numRuns: size, interruptAfterTimeLimit: LONGEST }));
  });
