import { z } from "zod";
import type { Switches } from "./switches";

const count = z.int().min(0);

/** Reads switches; those that are left out get their defaults, which are documented in the sandbox's README. */
export const switches = z.strictObject({
  // Reading.
  list: z.enum(["GET", "POST", "both"]).default("GET"),
  singleRead: z.enum(["POST", "GET", "both"]).default("POST"),
  listDetail: z.enum(["full", "summary"]).default("full"),
  listLimit: count.default(0),
  staleReads: count.default(0),
  createHiddenReads: count.default(0),

  // Shapes.
  ids: z.enum(["odd", "standard"]).default("odd"),
  numbers: z.enum(["strings", "integers"]).default("strings"),
  nullFields: z.enum(["omitted", "shown"]).default("omitted"),
  addresses: z.enum(["verbatim", "bare-hosts", "masked-hosts"]).default("verbatim"),
  order: z.enum(["oldest-first", "newest-first"]).default("oldest-first"),
  successEverywhere: z.boolean().default(false),
  createAnswer: z.enum(["created", "all"]).default("created"),
  members: z.enum(["objects", "ids"]).default("objects"),
  virtualMachinesIn: z.enum(["virtual_machines", "resources", "both"]).default("virtual_machines"),

  // Rules.
  update: z.enum(["replace", "merge", "refuse"]).default("replace"),
  nullInputs: z.enum(["accept", "reject", "ignore"]).default("accept"),
  inputTypes: z.enum(["coerced", "declared"]).default("coerced"),
  ipv6: z.enum(["accept", "reject"]).default("accept"),
  duplicateRule: z.enum(["allow", "reject"]).default("allow"),
  defaultRules: z.enum(["onCreate", "onFirstEnable", "none"]).default("onFirstEnable"),

  // Groups and members.
  duplicateName: z.enum(["allow", "reject"]).default("allow"),
  repeatAttach: z.enum(["ok", "fail"]).default("ok"),
  inUse: z.enum(["allow", "reject"]).default("allow"),
  deleteVisibleReads: count.default(2),

  // Refusals.
  refusals: z.enum(["success-false", "status-400", "bare-404"]).default("success-false"),
  unknownId: z.enum(["success-false", "bare-404"]).default("bare-404"),
  unauthorized: z.enum(["status-401", "status-403", "success-false"]).default("status-401"),
  reasons: z.enum(["given", "silent"]).default("given"),
  clockSkew: count.default(900),
  clockOffset: z.int().default(0),
}) satisfies z.ZodType<Switches>;
