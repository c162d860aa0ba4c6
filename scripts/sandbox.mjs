import process from "node:process";
import { prepare } from "./set-up/prepare.mjs";
import { main } from "./set-up/progress.mjs";

/** The package's own command, in this process: signals reach it, and stdout is its alone. */
await main(async () => {
  await prepare();
  process.argv.splice(2, 0, "sandbox");
  await import("../dist/cli/main.js");
});
