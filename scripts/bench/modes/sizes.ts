import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { print } from "../groups";

/** How long the source of the plugin is, and how large the file that is made of it. */
export function printSizes(source: string, bundle: string): void {
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".ts"),
  );
  const texts = files.map((path) => readFileSync(join(source, path), "utf8"));
  const lines = texts.reduce((sum, text) => sum + text.split("\n").length - 1, 0);
  const bytes = readFileSync(bundle);
  const megabytes = (size: number) => (size / 1e6).toFixed(2);
  print(`\nplugin/: ${lines} lines in ${files.length} files`);
  print(`the bundle: ${megabytes(bytes.length)} MB, ${megabytes(gzipSync(bytes).length)} MB packed`);
}
