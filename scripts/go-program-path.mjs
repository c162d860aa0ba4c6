import { ensureGoProgram } from "./engine/go-program.mjs";
import { main } from "./progress.mjs";

/** Prints the path of the program in Go that the tests run. */
await main(async () => console.log(await ensureGoProgram()));
