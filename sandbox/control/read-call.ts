import { z } from "zod";
import type { CallPattern, Level } from "./call";

export const level = z.enum(["api", "openstack", "task"]) satisfies z.ZodType<Level>;

const regularExpression = z.string().refine(
  (source) => {
    try {
      return Boolean(new RegExp(source));
    } catch {
      return false;
    }
  },
  { error: "not a regular expression" },
);

export const callPattern = z.strictObject({
  level: level.optional(),
  method: z.string().toUpperCase().optional(),
  path: regularExpression.optional(),
}) satisfies z.ZodType<CallPattern>;
