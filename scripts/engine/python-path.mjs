import { ensurePython } from "./python.mjs";
import { main } from "../set-up/progress.mjs";

/** Prints the path of a Python that has Pulumi's SDK. */
await main(async () => console.log(await ensurePython()));
