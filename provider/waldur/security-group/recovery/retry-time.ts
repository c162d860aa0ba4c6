import type { Deadline } from "../../../http/deadline";

/** Seconds. */
const LONGEST = 30;

/** For how many seconds something that failed is tried again, with time left for what comes after. */
export const retryTime = (deadline: Deadline): number => Math.min(LONGEST, deadline.left / 2);
