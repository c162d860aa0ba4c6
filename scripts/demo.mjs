import { runPrepared } from "./run-prepared.mjs";

await runPrepared("scripts/demo/main.ts");
