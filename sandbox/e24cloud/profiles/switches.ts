/**
 * What e24cloud's documentation leaves open, or what older versions of it say otherwise. Each switch holds the
 * plausible answers; the defaults are those of the profile `documented`.
 */
export interface Switches {
  // Reading.
  /** How groups are listed. Older versions of the documentation list them by POST. */
  list: "GET" | "POST" | "both";
  /** How a single group is read. */
  singleRead: "POST" | "GET" | "both";
  /** Whether the list has rules and resources, which older versions of the documentation don't show. */
  listDetail: "full" | "summary";
  /** The list is cut after this number of groups, without a notice; 0 means unlimited. */
  listLimit: number;
  /** After a change of a group, this number of reads still shows the old group (the server works from a queue). */
  staleReads: number;
  /** The number of reads from which a new group is missing. */
  createHiddenReads: number;

  // Shapes.
  /** Whether the ids of new groups are UUIDs by the standard, or have their shape only, as those of the real server. */
  ids: "odd" | "standard";
  /** Rule ids and ports as JSON strings, as the documentation's samples have them, or as numbers, as its text says. */
  numbers: "strings" | "integers";
  /** What happens to a rule's fields that have no value. */
  nullFields: "omitted" | "shown";
  /** How the address of a single host is shown: as it was sent, never with a mask, always with one. */
  addresses: "verbatim" | "bare-hosts" | "masked-hosts";
  order: "oldest-first" | "newest-first";
  /** Whether list and create answer with `success` too, which the documentation shows only elsewhere. */
  successEverywhere: boolean;
  /** What the array in the answer to a create holds. */
  createAnswer: "created" | "all";
  /** Elements of `members` and `virtual_machines`, never shown in the documentation. */
  members: "objects" | "ids";
  /** Where attached virtual machines are shown. */
  virtualMachinesIn: "virtual_machines" | "resources" | "both";

  // Rules.
  /** What `group-update-rule` does to a field that is left out: clears it, keeps it; or the whole call is refused. */
  update: "replace" | "merge" | "refuse";
  /** A field that is sent as null: it means "any", the call is refused, or the field counts as left out. */
  nullInputs: "accept" | "reject" | "ignore";
  /** Whether ports, rule ids and ICMP values must have the declared JSON type or may come as string or number alike. */
  inputTypes: "coerced" | "declared";
  ipv6: "accept" | "reject";
  duplicateRule: "allow" | "reject";
  /** When the three default rules (outgoing, SSH, DHCP) appear. */
  defaultRules: "onCreate" | "onFirstEnable" | "none";

  // Groups and members.
  duplicateName: "allow" | "reject";
  /** Attaching what is attached, detaching what is not. */
  repeatAttach: "ok" | "fail";
  /** Deleting a group that still has members. */
  inUse: "allow" | "reject";
  /** The number of reads that still show a deleted group. */
  deleteVisibleReads: number;

  // Refusals.
  /** How a call is refused. */
  refusals: "success-false" | "status-400" | "bare-404";
  /** The same for an id that does not exist. */
  unknownId: "success-false" | "bare-404";
  /** The same for a missing or wrong signature and for a date outside the window. */
  unauthorized: "status-401" | "status-403" | "success-false";
  /** Whether JSON refusals carry the reason in `error`. */
  reasons: "given" | "silent";
  /** How far `X-Date` may be from the server's clock, either way, in seconds. */
  clockSkew: number;
  /** How far the server's clock is ahead of the real time, in seconds. */
  clockOffset: number;
}
