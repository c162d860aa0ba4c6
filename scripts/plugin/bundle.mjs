import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { bundle } from "../set-up/bundle.mjs";
import { root } from "../set-up/root.mjs";
import { run } from "../set-up/progress.mjs";

/** The name by which the engine finds the plugin. */
export const executable = "pulumi-resource-security-groups";

/**
 * Parts of the SDK that a plugin never uses: they turn closures into text and run the command line. They need the
 * compiler, which would not fit into one file.
 */
const unused =
  /[\\/]@pulumi[\\/]pulumi[\\/](automation|dynamic|runtime[\\/]closure|tsutils|typescript-shim|provider[\\/]experimental)([\\/]|\.js$)/;

const withoutUnused = {
  name: "without-unused",
  setup(build) {
    build.onLoad({ filter: unused }, () => ({ contents: "module.exports = {};", loader: "js" }));
  },
};

/** Puts the native plugin into `folder`: one file with all it needs, for any Node.js that the package supports. */
export async function bundlePlugin(folder) {
  mkdirSync(folder, { recursive: true });
  const schemaFile = join(folder, "schema.json");
  await run(process.execPath, ["--import", "tsx", join(root, "scripts", "schema", "main.ts"), schemaFile], {
    cwd: root,
  });
  const schema = JSON.stringify(JSON.parse(readFileSync(schemaFile, "utf8")));
  const file = join(folder, executable);
  await bundle("plugin/main.ts", file, {
    banner: { js: "#!/usr/bin/env node" },
    define: { PACKAGE_SCHEMA: JSON.stringify(schema) },
    plugins: [withoutUnused],
  });
  chmodSync(file, 0o755);
  // Windows starts no file without an extension.
  writeFileSync(`${file}.cmd`, `@node "%~dp0${executable}" %*\r\n`);
}
