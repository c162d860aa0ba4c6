import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { licencesOf } from "../plugin/licences.mjs";
import { root } from "../prepare.mjs";

/** Puts the library that lays out graphs into the one file of the command line that uses it, in `folder`. */
export async function bundleLayout(folder) {
  const { metafile } = await build({
    entryPoints: [join(root, "cli", "graph", "dagre.ts")],
    absWorkingDir: root,
    outfile: join(folder, "dagre.js"),
    allowOverwrite: true,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minify: true,
    legalComments: "none",
    metafile: true,
    logLevel: "error",
  });
  writeFileSync(join(folder, "LICENCES.txt"), licencesOf(metafile, root));
}
