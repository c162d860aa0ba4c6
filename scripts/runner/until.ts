import { setTimeout as sleep } from "node:timers/promises";

/** Waits until something is so. It is asked again and again; whoever calls has a limit of its own. */
export async function until(isSo: () => unknown): Promise<void> {
  while (!(await isSo())) await sleep(2);
}
