import { runPrepared } from "./set-up/run-prepared.mjs";

await runPrepared("scripts/demo/main.ts");
