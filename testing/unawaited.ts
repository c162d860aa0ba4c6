import { setImmediate } from "node:timers/promises";

/** The hook of a test runner that has it for a global, as jest does, and vitest if configured. */
interface Runner {
  afterEach: (check: () => Promise<void>) => void;
}

const hasHook = (runner: object): runner is Runner =>
  "afterEach" in runner && typeof runner.afterEach === "function";

const pending = new Set<Promise<unknown>>();

/** Watches an assertion until it has an answer. A test that ends before did not await it, and passed whatever it says. */
export function watched<T>(assertion: Promise<T>): Promise<T> {
  pending.add(assertion);
  const done = () => void pending.delete(assertion);
  assertion.then(done, done);
  return assertion;
}

/** Fails tests that end before their assertions have an answer. */
export function failUnawaited(runner: object = globalThis): void {
  if (!hasHook(runner)) return;
  try {
    runner.afterEach(async () => {
      const left = [...pending];
      await Promise.allSettled(left);
      // Now Node.js reports rejections without a handler. Later it would find no test to fail, and end the process.
      await setImmediate();
      if (left.length > 0) throw new Error("toAllow was not awaited: write await expect(…).toAllow(…)");
    });
  } catch {
    // Within a test no hook can be set.
  }
}
