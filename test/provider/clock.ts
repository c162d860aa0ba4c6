import { until } from "../../scripts/runner/until";
import type { CallLog } from "../../sandbox/control/log";

/** A clock that runs as it does, and that a test can put forward, so that nothing waits for time to be up. */
export interface Clock {
  /** Advances the clock at once: timers whose time has come then end, in the order in which they began. */
  pass(seconds: number): void;
  /** Advances the clock for an operation once a condition holds, unless the operation is over before. */
  passes<T>(seconds: number, operation: Promise<T>, isSo: () => boolean): Promise<T>;
}

/** A clock for each test of a file. Dates stay as they are, and so does what Node.js itself calls. */
export function useClock(): Clock {
  const timers = new Map<unknown, { due: number; end: () => void }>();
  let ahead = 0;
  beforeEach(() => {
    const [now, start, stop] = [performance.now.bind(performance), setTimeout, clearTimeout];
    ahead = 0;
    jest.spyOn(performance, "now").mockImplementation(() => now() + ahead);
    jest.spyOn(globalThis, "setTimeout").mockImplementation((run, ms = 0, ...args) => {
      const end = () => {
        timers.delete(timer);
        run(...args);
      };
      const timer = start(end, ms);
      timers.set(timer, { due: performance.now() + ms, end });
      return timer;
    });
    jest.spyOn(globalThis, "clearTimeout").mockImplementation((timer) => {
      timers.delete(timer);
      stop(timer);
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    timers.clear();
  });

  const pass = (seconds: number) => {
    ahead += seconds * 1000;
    const due = [...timers].filter(([, timer]) => timer.due <= performance.now());
    for (const [timer, { end }] of due) {
      // What ended before may have cleared it.
      if (!timers.has(timer)) continue;
      clearTimeout(timer as NodeJS.Timeout);
      end();
    }
  };
  return {
    pass,
    async passes(seconds, operation, isSo) {
      let isOver = false;
      const end = () => void (isOver = true);
      operation.then(end, end);
      await until(() => isOver || isSo());
      if (!isOver) pass(seconds);
      return operation;
    },
  };
}

/** Whether a server is asked the same again and again, from now on, on a path of a certain form. */
export function polled(log: CallLog, path = /./): () => boolean {
  const before = log.count({ level: "api" });
  return () => {
    const calls = log.entries({ level: "api" }).slice(before);
    const last = calls.slice(-4).map((call) => `${call.method} ${call.path}`);
    return last.length === 4 && new Set(last).size === 1 && path.test(last[0] ?? "");
  };
}
