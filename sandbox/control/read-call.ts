import { z } from "zod";
import { type CallPattern, type Level, LONGEST_PATH } from "./call";

export const level = z.enum(["api", "openstack", "task"]) satisfies z.ZodType<Level>;

/** Repeats without a limit: with more of them, or nested ones, a single test can take exponential time. */
const MOST_REPEATS = 3;

const regularExpression = z
  .string()
  .max(LONGEST_PATH)
  .refine(
    (source) => {
      try {
        return Boolean(new RegExp(source));
      } catch {
        return false;
      }
    },
    { error: "not a regular expression" },
  )
  .refine((source) => isQuick(source), {
    error: `may have ${MOST_REPEATS} of *, + and {…}, and none after a group`,
  });

function isQuick(source: string): boolean {
  // Neither an escaped character nor one of a class repeats anything.
  const bare = source.replace(/\\./g, "x").replace(/\[[^\]]*\]/g, "x");
  return (bare.match(/[*+{]/g)?.length ?? 0) <= MOST_REPEATS && !/\)[*+{]/.test(bare);
}

export const callPattern = z.strictObject({
  level: level.optional(),
  method: z.string().toUpperCase().optional(),
  path: regularExpression.optional(),
}) satisfies z.ZodType<CallPattern>;
