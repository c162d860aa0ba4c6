import { setTimeout as sleep } from "node:timers/promises";

/** Polls until a condition holds. The caller has its own limit. */
export async function until(isSo: () => unknown): Promise<void> {
  while (!(await isSo())) await sleep(2);
}
