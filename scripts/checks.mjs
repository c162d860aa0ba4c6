import process from "node:process";
import { npm, root } from "./set-up/root.mjs";
import { run, step } from "./set-up/progress.mjs";

const tool = (path, ...args) => [process.execPath, [`node_modules/${path}`, ...args]];

/** What must hold besides the tests. The caches are of results that depend on the files' contents alone. */
const checks = {
  lockfile: [npm, ["ci", "--dry-run", "--loglevel=error"]],
  format: tool(
    "prettier/bin/prettier.cjs",
    "--check",
    "--log-level=warn",
    "--cache",
    "--cache-strategy=content",
    "--cache-location=.cache/format",
    ".",
  ),
  types: tool("typescript-7/bin/tsc", "--noEmit", "--incremental", "--tsBuildInfoFile", ".cache/types.json"),
  lint: tool("oxlint/bin/oxlint", "."),
  words: tool(
    "eslint/bin/eslint.js",
    "--config=scripts/words/eslint.config.mjs",
    "--quiet",
    "--cache",
    "--cache-strategy=content",
    "--cache-location=.cache/words",
    ".",
  ),
  imports: tool(
    "dependency-cruiser/bin/dependency-cruise.mjs",
    "provider",
    "analysis",
    "intents",
    "components",
    "testing",
    "cli",
    "plugin",
    "sandbox",
    "scripts",
  ),
  "API pages": tool("typedoc/bin/typedoc", "--emit", "none", "--skipErrorChecking"),
};

/** Does checks one after another, since tests run at the same time, and returns those that failed with their output. */
export async function brokenChecks(names = Object.keys(checks)) {
  const broken = [];
  for (const name of names) {
    const [command, args] = checks[name];
    try {
      await step(`Checking ${name}`, () => run(command, args, { cwd: root, keptLines: Infinity }));
    } catch (error) {
      broken.push({ name, output: error.message });
    }
  }
  return broken;
}
