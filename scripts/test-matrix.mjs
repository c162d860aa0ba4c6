import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { cacheFolder } from "./engine/locate.mjs";
import { runJest, tally } from "./jest/run-jest.mjs";
import { installDependencies } from "./prepare.mjs";
import { main, run, say, step } from "./progress.mjs";

/** The major versions that are supported; arguments choose some of them. */
const versions = [20, 22, 24];
const engineTest = "test/engine/life.test.ts";

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

async function testOn(node) {
  const unit = await runJest(["--selectProjects", "unit"], node);
  const engine = await runJest(["--selectProjects", "engine", "--", engineTest], node);
  return { passed: unit.passed + engine.passed, failed: unit.failed + engine.failed };
}

await main(async () => {
  await installDependencies();
  const chosen = process.argv.slice(2);
  const total = { passed: 0, failed: 0 };
  for (const version of chosen.length > 0 ? chosen : versions) {
    const node = await nodeBinary(version);
    const result = await testOn(node);
    say(`Node.js ${(await run(node, ["--version"])).trim()}: ${tally(result)}`);
    total.passed += result.passed;
    total.failed += result.failed;
  }
  process.exitCode = total.failed === 0 ? 0 : 1;
  console.log(tally(total));
});
