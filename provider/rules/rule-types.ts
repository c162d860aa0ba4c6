/** What of a rule can be secret by itself. */
export const ruleParts = ["peers", "ports", "descriptions"] as const;
export type RulePart = (typeof ruleParts)[number];

/**
 * What of a rule a field reveals: one of its parts, or nothing where its words are known to everybody. Undefined for a
 * field that no table declares.
 */
export type PartOf = (field: string) => RulePart | "plain" | undefined;

/** What state keeps of a rule in addition to its key, which says all the rest. */
export interface StoredRule {
  /** What the server keeps besides the rule, if anything. */
  readonly description?: string | undefined;
}
