import process from "node:process";
import { benchAlgebra } from "./algebra";
import { benchChecks } from "./check";
import { benchModes } from "./modes/main";
import { benchCommands } from "./commands";
import { benchIntents } from "./intents";
import { benchE24cloud } from "./e24cloud";
import { benchEngine } from "./engine/main";
import { benchWaldur } from "./waldur/main";

const benches: Readonly<Record<string, (runs: number) => void | Promise<void>>> = {
  algebra: () => benchAlgebra(),
  check: () => benchChecks(),
  modes: benchModes,
  commands: benchCommands,
  e24cloud: benchE24cloud,
  engine: benchEngine,
  intents: benchIntents,
  waldur: (runs) => benchWaldur(runs),
};

/** How often what the engine does is measured; tables have the median. `--runs N` changes it. */
const RUNS = 3;

async function main(args: readonly string[]): Promise<void> {
  const option = args.indexOf("--runs");
  const runs = option < 0 ? RUNS : Number(args[option + 1]);
  if (!Number.isInteger(runs) || runs < 1) throw new Error("--runs takes a whole number, such as --runs 3");
  const chosen = args.filter((_, at) => option < 0 || (at !== option && at !== option + 1));
  for (const name of chosen.length === 0 ? Object.keys(benches) : chosen) {
    const bench = benches[name];
    if (bench === undefined)
      throw new Error(`no bench ${name}: there are ${Object.keys(benches).join(", ")}`);
    process.stdout.write(`\n=== ${name}\n`);
    await bench(runs);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
