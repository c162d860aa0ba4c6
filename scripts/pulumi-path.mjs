import process from "node:process";
import { ensureEngine } from "./engine/ensure.mjs";
import { installDependencies } from "./prepare.mjs";
import { main } from "./progress.mjs";

await main(async () => {
  await installDependencies();
  process.stdout.write(`${await ensureEngine()}\n`);
});
