import process from "node:process";
import { ensureEngine } from "./engine/ensure.mjs";
import { installDependencies } from "./prepare.mjs";
import { say } from "./progress.mjs";

try {
  await installDependencies();
  process.stdout.write(`${await ensureEngine()}\n`);
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
