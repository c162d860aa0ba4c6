import { existsSync } from "node:fs";
import { join } from "node:path";
import { intoCache } from "./cache.mjs";
import { goBuild } from "./go-build.mjs";
import { cacheFolder } from "./locate.mjs";
import { pinFolder, versionOf } from "./pin.mjs";

/** A program in Go that tests run, by its folder next to the pin: built once for each version of its source, and kept. */
export async function ensureGoProgram(name) {
  const kept = join(cacheFolder, `${name}-${versionOf(name)}`);
  const program = join(kept, name);
  if (existsSync(program)) return program;
  await intoCache(kept, (aside) =>
    goBuild({
      label: `Building the ${name} in Go; the first time takes about a minute`,
      pin: pinFolder,
      program: `./${name}`,
      file: join(aside, name),
    }),
  );
  return program;
}
