import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { licencesOf } from "../plugin/licences.mjs";
import { root } from "./root.mjs";

/** Puts a source file and all that it needs into one file, with the licences of its parts next to it. */
export async function bundle(source, outfile, options = {}) {
  const { metafile } = await build({
    entryPoints: [join(root, source)],
    absWorkingDir: root,
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minify: true,
    legalComments: "none",
    metafile: true,
    logLevel: "error",
    ...options,
  });
  writeFileSync(join(dirname(outfile), "LICENCES.txt"), licencesOf(metafile, root));
}
