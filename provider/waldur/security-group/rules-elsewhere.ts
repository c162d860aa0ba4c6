import { perRun } from "../../run/run";

/**
 * The groups, by URN, whose rules another resource of the program sets: that resource knows what they have. A class passes it on,
 * as far as it knows.
 */
export const rulesElsewhere = perRun(() => new Set<string>());
