import { ensurePython } from "./engine/python.mjs";
import { main } from "./progress.mjs";

/** Prints the path of a Python that has Pulumi's SDK. */
await main(async () => console.log(await ensurePython()));
