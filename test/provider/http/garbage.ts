import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Has Node.js free all that is unreferenced, as it does by itself in a longer run. */
export async function collectGarbage(): Promise<void> {
  // What a weak reference has just been made to is kept until then.
  await setImmediate();
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}
