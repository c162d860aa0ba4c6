import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { root } from "../set-up/prepare.mjs";
import { intoCache } from "./cache.mjs";
import { goBuild } from "./go-build.mjs";
import { cacheFolder } from "./locate.mjs";

const folder = join(root, "scripts", "pulumi-go");

/** A program in Go that the tests run with the plugin: built once for each version of its source, and kept. */
export async function ensureGoProgram() {
  const hash = createHash("sha256");
  for (const file of ["main.go", "go.mod", "go.sum"]) hash.update(readFileSync(join(folder, file)));
  const kept = join(cacheFolder, `go-program-${hash.digest("hex").slice(0, 12)}`);
  const program = join(kept, "go-program");
  if (existsSync(program)) return program;
  await intoCache(kept, (aside) =>
    goBuild({
      label: "Building the program in Go; the first time takes about two minutes",
      pin: folder,
      program: ".",
      file: join(aside, "go-program"),
    }),
  );
  return program;
}
