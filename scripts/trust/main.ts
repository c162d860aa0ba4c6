import { performance } from "node:perf_hooks";
import process from "node:process";
import type { Chapter } from "./chapter";
import { attachments } from "./attachments/attachments";
import { calls } from "./calls/calls";
import { chaos } from "./chaos/chaos";
import { fuzz } from "./fuzz/fuzz";
import { intents } from "./intents/intents";
import { local } from "./local/local";
import { load } from "./load/load";
import { ledgerOf } from "./ledger";
import { readOptions } from "./options";
import { sentences } from "./sentences/sentences-chapter";
import { sequences } from "./sequences/sequences";
import { table } from "./table";
import { tryCases } from "./try-cases";
import { writers } from "./writers/writers";

const chapters: Readonly<Record<string, Chapter>> = {
  chaos,
  calls,
  sequences,
  writers,
  attachments,
  sentences,
  fuzz,
  intents,
  local,
  load,
};

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args, Object.keys(chapters));
  let interrupted = false;
  process.once("SIGINT", () => (interrupted = true));
  const limits = { until: performance.now() + options.minutes * 60_000, interrupted: () => interrupted };
  for (const name of options.chapters) {
    const chapter = chapters[name];
    if (chapter === undefined) continue;
    print(`\n=== ${name}: ${chapter.title}`);
    const ledger = ledgerOf(name, options);
    const isComplete = await tryCases(chapter, ledger, { ...options, limits, print });
    const entries = ledger.entries().filter((entry) => entry.name.includes(options.only));
    for (const line of ["", ...table(entries)]) print(line);
    if (!isComplete) print("Stopped before the end: run the same command to continue.");
    if (!isComplete || entries.some(({ failure }) => failure !== undefined)) process.exitCode = 1;
    if (interrupted) return;
  }
}

const print = (line: string) => void process.stdout.write(`${line}\n`);

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
