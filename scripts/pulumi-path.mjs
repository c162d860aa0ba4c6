import process from "node:process";
import { ensureEngine } from "./engine/ensure.mjs";
import { installDependencies } from "./set-up/prepare.mjs";
import { main } from "./set-up/progress.mjs";

await main(async () => {
  await installDependencies();
  process.stdout.write(`${await ensureEngine()}\n`);
});
