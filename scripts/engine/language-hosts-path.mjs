import { dirname } from "node:path";
import process from "node:process";
import { ensureLanguageHosts } from "./language-hosts.mjs";
import { main } from "../set-up/progress.mjs";

/** Prints the folder of the hosts that generate code, if they are not next to the given command line. */
await main(async () => console.log((await ensureLanguageHosts(dirname(process.argv[2] ?? ""))) ?? ""));
