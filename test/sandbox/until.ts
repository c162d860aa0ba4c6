import { setTimeout as sleep } from "node:timers/promises";

/** Waits until something is so. It is asked again and again; the test's own limit ends it. */
export async function until(isSo: () => unknown): Promise<void> {
  while (!(await isSo())) await sleep(5);
}
