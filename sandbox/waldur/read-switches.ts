import { z } from "zod";
import { releases, type WaldurSwitches } from "./switches";

/** Reads switches; those that are left out get their defaults, which are documented in the sandbox's README. */
export const waldurSwitches = z.strictObject({
  release: z.enum(releases).default(releases[0]),
  statusCodes: z.enum(["real", "documented"]).default("real"),
  numericProtocols: z.boolean().nullable().default(null),
  keepsIcmpNumber: z.boolean().default(false),
  delay: z.int().min(0).default(2000),
  openstackCallTime: z.int().min(0).default(0),
  worker: z.boolean().default(true),
  workers: z.int().min(1).nullable().default(null),
  tokenLifetime: z.int().min(1).nullable().default(null),
  tokenNetworks: z.array(z.string()).readonly().default([]),
  shuffleRules: z.boolean().default(false),
  staleReads: z.int().min(0).default(0),
  fieldTime: z.number().min(0).default(0),
  pageCap: z.int().min(1).default(300),
  slashRedirect: z.boolean().default(true),
}) satisfies z.ZodType<WaldurSwitches>;
