import { ensureGoProgram } from "./go-program.mjs";
import { main } from "../set-up/progress.mjs";

/** Prints the path of the program in Go that the tests run. */
await main(async () => console.log(await ensureGoProgram()));
