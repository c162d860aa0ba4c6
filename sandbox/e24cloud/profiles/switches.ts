import { z } from "zod";

const count = z.int().min(0);

/**
 * What e24cloud's documentation leaves open, or what older versions of it say otherwise. Each switch holds the
 * plausible answers; the defaults are those of the profile `documented`.
 */
export const switches = z.strictObject({
  // Reading.
  /** How groups are listed. Older versions of the documentation list them by POST. */
  list: z.enum(["GET", "POST", "both"]).default("GET"),
  /** How a single group is read. */
  singleRead: z.enum(["POST", "GET", "both"]).default("POST"),
  /** Whether the list tells rules and resources, which older versions of the documentation don't show. */
  listDetail: z.enum(["full", "summary"]).default("full"),
  /** The list ends after so many groups, without a word; 0 is no limit. */
  listLimit: count.default(0),
  /** After a change of a group, so many reads of it still show what was before (the server works from a queue). */
  staleReads: count.default(0),
  /** A new group is missing from so many reads. */
  createHiddenReads: count.default(0),

  // Shapes.
  /** Whether the ids of new groups are UUIDs by the standard, or have their shape only, as those of the real server. */
  ids: z.enum(["odd", "standard"]).default("odd"),
  /** Rule ids and ports as JSON strings, as the documentation's samples have them, or as numbers, as its text says. */
  numbers: z.enum(["strings", "integers"]).default("strings"),
  /** What becomes of a rule's fields that have no value. */
  nullFields: z.enum(["omitted", "shown"]).default("omitted"),
  /** How the address of a single host is shown: as it was sent, never with a mask, always with one. */
  addresses: z.enum(["verbatim", "bare-hosts", "masked-hosts"]).default("verbatim"),
  order: z.enum(["oldest-first", "newest-first"]).default("oldest-first"),
  /** Whether list and create answer with `success` too, which the documentation shows only elsewhere. */
  successEverywhere: z.boolean().default(false),
  /** What the array in the answer to a create holds. */
  createAnswer: z.enum(["created", "all"]).default("created"),
  /** Elements of `members` and `virtual_machines`, never shown in the documentation. */
  members: z.enum(["objects", "ids"]).default("objects"),
  /** Where attached virtual machines are shown. */
  virtualMachinesIn: z.enum(["virtual_machines", "resources", "both"]).default("virtual_machines"),

  // Rules.
  /** What `group-update-rule` does to a field that is left out: clears it, keeps it; or the whole call is refused. */
  update: z.enum(["replace", "merge", "refuse"]).default("replace"),
  /** A field that is sent as null: it means "any", the call is refused, or the field counts as left out. */
  nullInputs: z.enum(["accept", "reject", "ignore"]).default("accept"),
  /** Whether ports, rule ids and ICMP values must have the declared JSON type or may come as string or number alike. */
  inputTypes: z.enum(["coerced", "declared"]).default("coerced"),
  ipv6: z.enum(["accept", "reject"]).default("accept"),
  duplicateRule: z.enum(["allow", "reject"]).default("allow"),
  /** When the three default rules (outgoing, SSH, DHCP) appear. */
  defaultRules: z.enum(["onCreate", "onFirstEnable", "none"]).default("onFirstEnable"),

  // Groups and members.
  duplicateName: z.enum(["allow", "reject"]).default("allow"),
  /** Attaching what is attached, detaching what is not. */
  repeatAttach: z.enum(["ok", "fail"]).default("ok"),
  /** Deleting a group that still has members. */
  inUse: z.enum(["allow", "reject"]).default("allow"),
  /** A deleted group is shown by so many more reads. */
  deleteVisibleReads: count.default(2),

  // Refusals.
  /** How a call is refused. */
  refusals: z.enum(["success-false", "status-400", "bare-404"]).default("success-false"),
  /** The same for an id that does not exist. */
  unknownId: z.enum(["success-false", "bare-404"]).default("bare-404"),
  /** The same for a missing or wrong signature and for a date outside the window. */
  unauthorized: z.enum(["status-401", "status-403", "success-false"]).default("status-401"),
  /** Whether JSON refusals carry the reason in `error`. */
  reasons: z.enum(["told", "silent"]).default("told"),
  /** How far `X-Date` may be from the server's clock, either way, in seconds. */
  clockSkew: count.default(900),
  /** How far the server's clock is ahead of the real time, in seconds. */
  clockOffset: z.int().default(0),
});

export type Switches = z.infer<typeof switches>;
