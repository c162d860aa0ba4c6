import { delimiter, dirname } from "node:path";
import process from "node:process";
import { ensureNode } from "./engine/node.mjs";
import { runJest, tally } from "./jest/run-jest.mjs";
import { installDependencies } from "./set-up/prepare.mjs";
import { main, run, say } from "./set-up/progress.mjs";

/** The major versions that are supported; arguments choose some of them. */
const versions = [20, 22, 24];
const engineTests = ["test/engine/life.test.ts", "test/engine/packed.test.ts"];
/** Installed packages have the newest SDK of Pulumi from this version on, which older ones do not run. */
const newestSdkFrom = 22;

/** Programs, providers and npm run on the same Node.js as the tests do. */
async function testOn(version, node) {
  const path = [dirname(node), process.env.PATH].join(delimiter);
  const sdk = version >= newestSdkFrom ? { PULUMI_SDK: "latest" } : {};
  const env = { ...process.env, PATH: path, ...sdk };
  const unit = await runJest(["--selectProjects", "unit"], { node, env });
  const engine = await runJest(["--selectProjects", "engine", "--", ...engineTests], { node, env });
  return { passed: unit.passed + engine.passed, failed: unit.failed + engine.failed };
}

await main(async () => {
  await installDependencies();
  const chosen = process.argv.slice(2);
  const total = { passed: 0, failed: 0 };
  for (const version of chosen.length > 0 ? chosen : versions) {
    const node = await ensureNode(version);
    const result = await testOn(Number(version), node);
    say(`Node.js ${(await run(node, ["--version"])).trim()}: ${tally(result)}`);
    total.passed += result.passed;
    total.failed += result.failed;
  }
  process.exitCode = total.failed === 0 ? 0 : 1;
  console.log(tally(total));
});
