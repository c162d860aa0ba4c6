import { performance } from "node:perf_hooks";
import type { Case, Chapter, Figures } from "./chapter";
import type { Ledger } from "./ledger";
import type { Part } from "./options";

/** How many cases in a row belong to one part: each begins where the one before it has ended. */
const ROW = 20;

/** When to stop before the end. */
export interface Limits {
  /** Time of `performance.now()`. */
  readonly until: number;
  readonly interrupted: () => boolean;
}

/**
 * Tries the cases of a chapter that are not known to hold yet, with a line for each.
 * @returns whether all of them have been tried
 */
export async function tryCases(
  chapter: Chapter,
  ledger: Ledger,
  {
    only,
    part = { nth: 1, of: 1 },
    limits,
    print,
  }: { only: string; part?: Part; limits: Limits; print: (line: string) => void },
): Promise<boolean> {
  let position = 0;
  for await (const one of chapter.cases()) {
    if (!one.name.includes(only)) continue;
    const row = Math.floor(position / ROW);
    position += 1;
    if (row % part.of !== part.nth - 1 || ledger.holds(one.name)) continue;
    if (performance.now() > limits.until || limits.interrupted()) return false;
    const started = performance.now();
    const { figures, failure } = await outcome(one);
    // An interrupt reaches the engine too: its outcome says nothing.
    if (limits.interrupted()) return false;
    ledger.add({ name: one.name, row: one.row, figures, ...(failure !== undefined && { failure }) });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    print(`${failure === undefined ? "holds " : "FAILED"} ${seconds.padStart(6)} s  ${one.name}`);
    if (failure !== undefined) print(failure.replace(/^/gm, "    "));
  }
  return true;
}

async function outcome(one: Case): Promise<{ figures: Figures; failure?: string }> {
  try {
    return { figures: await one.run() };
  } catch (error) {
    return { figures: {}, failure: textOf(error) };
  }
}

/** What went wrong, with what it came from. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\n${textOf(error.cause)}`;
}
