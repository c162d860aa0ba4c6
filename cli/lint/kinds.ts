import type { FindingKind as RuleFindingKind } from "../../provider/traffic/lint";

/** What a finding can be: about rules, or that no server uses a group, which only live groups show. */
export type FindingKind = RuleFindingKind | "unused";

/** What each kind of finding is, for people and for the readers of SARIF. */
export const findingKinds = {
  "open-all-ports": { level: "error", text: "A rule opens all ports to the world." },
  "open-ssh": { level: "error", text: "A rule opens SSH to the world." },
  "open-rdp": { level: "error", text: "A rule opens RDP to the world." },
  "open-database": { level: "error", text: "A rule opens a database to the world." },
  "firewall-off": {
    level: "error",
    text: "The firewall of a group is off: it allows everything.",
  },
  "unknown-rule": {
    level: "warning",
    text: "A rule has unknown values: it may open everything.",
  },
  shadowed: { level: "note", text: "Another rule allows everything that a rule does." },
  unused: { level: "note", text: "No server uses a group, as far as the cloud shows." },
} as const satisfies Record<FindingKind, { level: "error" | "warning" | "note"; text: string }>;

export const kindNames = Object.keys(findingKinds) as FindingKind[];

/** Those that the inputs of a program show. */
export const ruleKinds = kindNames.filter((kind) => kind !== "unused");
