import process from "node:process";
import { runPrepared } from "./set-up/run-prepared.mjs";

await runPrepared("scripts/trust/main.ts", process.argv.slice(2));
