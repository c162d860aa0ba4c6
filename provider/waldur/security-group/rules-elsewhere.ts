import { perRun } from "../../run/run";

/**
 * The groups, by URN, whose rules another resource of the program sets: what they have is that resource's to know. A class tells it,
 * as far as it knows.
 */
export const rulesElsewhere = perRun(() => new Set<string>());
