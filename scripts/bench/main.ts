import process from "node:process";
import { benchAlgebra } from "./algebra";
import { benchChecks } from "./check";
import { benchEngine } from "./engine/main";
import { benchWaldur } from "./waldur/main";

const benches: Readonly<Record<string, () => void | Promise<void>>> = {
  algebra: benchAlgebra,
  check: () => benchChecks(),
  engine: benchEngine,
  waldur: () => benchWaldur(),
};

async function main(chosen: readonly string[]): Promise<void> {
  for (const name of chosen.length === 0 ? Object.keys(benches) : chosen) {
    const bench = benches[name];
    if (bench === undefined)
      throw new Error(`no bench ${name}: there are ${Object.keys(benches).join(", ")}`);
    process.stdout.write(`\n=== ${name}\n`);
    await bench();
  }
}

void main(process.argv.slice(2));
