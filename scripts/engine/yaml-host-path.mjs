import { dirname } from "node:path";
import process from "node:process";
import { ensureYamlHost } from "./yaml-host.mjs";
import { main } from "../set-up/progress.mjs";

/** Prints the folder of the language host for YAML programs, if it is not next to the given command line. */
await main(async () => console.log((await ensureYamlHost(dirname(process.argv[2] ?? ""))) ?? ""));
