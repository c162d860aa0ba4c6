import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { MADE, referencePages } from "./reference";
import { root } from "./schema";

const folder = join(root, "docs/reference");

/** Writes the generated pages of the reference; with `--check` it only names those that are out of date. */
async function main(isCheck: boolean): Promise<void> {
  const pages = referencePages();
  const options = await resolveConfig(join(folder, "index.md"));
  const stale: string[] = [];
  for (const [file, text] of pages) {
    const path = join(folder, file);
    const formatted = await format(text, { ...options, parser: "markdown" });
    if (existsSync(path) && readFileSync(path, "utf8") === formatted) continue;
    stale.push(file);
    if (!isCheck) writeFileSync(path, formatted);
  }
  for (const file of readdirSync(folder)) {
    const path = join(folder, file);
    if (pages.has(file) || !readFileSync(path, "utf8").includes(MADE)) continue;
    stale.push(file);
    if (!isCheck) rmSync(path);
  }
  console.log(
    stale.length === 0 ? "up to date" : `${isCheck ? "out of date" : "written"}: ${stale.join(", ")}`,
  );
  if (isCheck && stale.length > 0) process.exitCode = 1;
}

void main(process.argv.includes("--check"));
