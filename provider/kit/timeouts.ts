import { z } from "zod";
import { secondsOf } from "../text/duration";
import { quoted } from "../text/quoted";

const timeout = z
  .string({ error: 'must be a duration such as "90s" or "10m"' })
  .refine((text) => secondsOf(text) !== undefined, {
    error: ({ input }) => `${quoted(input)} is not a duration: write it as "90s" or "10m"`,
  });

/** Pulumi's own `customTimeouts`, which the classes copy into the inputs: the dynamic host does not pass them on. */
export const timeouts = z
  .object(
    { create: timeout, update: timeout, delete: timeout },
    { error: "must be { create, update, delete }" },
  )
  .partial();
export type Timeouts = z.output<typeof timeouts>;

const DEFAULT_TIMEOUT = 900;

/** Seconds that an operation may take, 15 minutes by default. */
export function timeoutOf(
  { timeouts: given = {} }: { timeouts?: Timeouts | undefined },
  operation: keyof Timeouts,
): number {
  const text = given[operation];
  return (text === undefined ? undefined : secondsOf(text)) ?? DEFAULT_TIMEOUT;
}
