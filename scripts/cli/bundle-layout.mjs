import { join } from "node:path";
import { bundle } from "../set-up/bundle.mjs";

/** Puts the library that lays out graphs into the one file of the command line that uses it, in `folder`. */
export async function bundleLayout(folder) {
  // What the compiler has written there only passes the library on.
  await bundle("cli/graph/dagre.ts", join(folder, "dagre.js"), { allowOverwrite: true });
}
