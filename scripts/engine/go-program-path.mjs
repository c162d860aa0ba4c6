import process from "node:process";
import { ensureGoProgram } from "./go-program.mjs";
import { main } from "../set-up/progress.mjs";

/** Prints the path of a program in Go that tests run: the one of the folder that is named. */
const [, , name = ""] = process.argv;
await main(async () => console.log(await ensureGoProgram(name)));
