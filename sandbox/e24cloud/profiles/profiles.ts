import type { Switches } from "./switches";

export const profileNames = ["documented", "strict", "lenient", "hostile"] as const;
export type ProfileName = (typeof profileNames)[number];

/** Plausible servers: for each, the switches in which it differs from the one that is documented. */
export const profiles: Record<ProfileName, Partial<Switches>> = {
  /** What the documentation says, read literally. */
  documented: {},

  /** Refuses whatever a server may refuse, and says why. */
  strict: {
    singleRead: "GET",
    addresses: "masked-hosts",
    nullInputs: "reject",
    inputTypes: "declared",
    ipv6: "reject",
    duplicateRule: "reject",
    defaultRules: "onCreate",
    duplicateName: "reject",
    repeatAttach: "fail",
    inUse: "reject",
    refusals: "status-400",
    unauthorized: "status-403",
    clockSkew: 60,
  },

  /** Accepts everything, returns all fields, applies changes at once. */
  lenient: {
    list: "both",
    singleRead: "both",
    ids: "standard",
    numbers: "integers",
    nullFields: "shown",
    successEverywhere: true,
    virtualMachinesIn: "both",
    defaultRules: "none",
    deleteVisibleReads: 0,
    unknownId: "success-false",
    clockSkew: 86_400,
  },

  /** The most awkward answer to every question, and no explanations. */
  hostile: {
    list: "POST",
    listDetail: "summary",
    staleReads: 1,
    addresses: "bare-hosts",
    order: "newest-first",
    createAnswer: "all",
    members: "ids",
    virtualMachinesIn: "resources",
    update: "merge",
    nullInputs: "reject",
    repeatAttach: "fail",
    inUse: "reject",
    deleteVisibleReads: 5,
    refusals: "bare-404",
    unauthorized: "success-false",
    reasons: "silent",
  },
};
