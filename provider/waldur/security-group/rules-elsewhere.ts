import type { Owner } from "../../run/ownership";
import { perRun, type Run } from "../../run/run";
import type { SecurityGroupInputs } from "./inputs";

/**
 * The groups, by URN, whose rules another resource of the program sets: that resource knows what they have. A class passes it on,
 * as far as it knows.
 */
export const rulesElsewhere = perRun(() => new Set<string>());

/** Whether nothing in the program manages the rules of a group, as far as is known: then its state may have all of them. */
export const areRulesUnmanaged = (run: Run, { urn }: Owner, { rules }: Pick<SecurityGroupInputs, "rules">) =>
  rules === undefined && !rulesElsewhere(run).has(urn);
