import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { cacheFolder } from "./engine/locate.mjs";
import { runJest, tally } from "./jest/run-jest.mjs";
import { prepare } from "./prepare.mjs";
import { run, say, step } from "./progress.mjs";

const versions = [20, 22, 24];
const engineTest = "test/engine/setup.test.ts";

/** A Node.js binary of a major version; npm packages hold them, one package for each platform. */
async function nodeBinary(version) {
  const folder = join(cacheFolder, `node-${version}`);
  const name = `node-${process.platform}-${process.arch}`;
  const binary = join(folder, "node_modules", name, "bin", "node");
  if (!existsSync(binary)) {
    const args = ["install", "--no-audit", "--no-fund", "--prefix", folder, `${name}@${version}`];
    await step(`Installing Node.js ${version}`, () => run("npm", args));
  }
  return binary;
}

await prepare();
const summary = [];
for (const version of versions) {
  const node = await nodeBinary(version);
  say(`Node.js ${(await run(node, ["--version"])).trim()}`);
  const unit = runJest(["--selectProjects", "unit"], node);
  const engine = runJest(["--selectProjects", "engine", "--", engineTest], node);
  summary.push({ version, passed: unit.passed + engine.passed, failed: unit.failed + engine.failed });
}
for (const result of summary) say(`Node.js ${result.version}: ${tally(result)}`);
const sum = (count) => summary.reduce((total, result) => total + result[count], 0);
const total = { passed: sum("passed"), failed: sum("failed") };
process.exitCode = total.failed === 0 ? 0 : 1;
console.log(tally(total));
