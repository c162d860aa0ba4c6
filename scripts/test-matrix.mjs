import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { ensureNode } from "./engine/node.mjs";
import { runJest, tally } from "./jest/run-jest.mjs";
import { installDependencies, prepare } from "./set-up/prepare.mjs";
import { main, run, say, step } from "./set-up/progress.mjs";
import { npm, root } from "./set-up/root.mjs";

/** The major versions that are supported; arguments choose some of them. */
const versions = [20, 22, 24];
const engineTests = ["life", "packed", "modes/life"].map((name) => `test/engine/${name}.test.ts`);
/** The oldest that the package accepts, of both. Newer ones run the SDK of the lockfile, and installed packages the newest. */
const floor = { node: 20, sdk: "3.216.0" };

/** Programs, providers and npm run on the same Node.js as the tests do. */
async function testOn(node, folder, variables) {
  const path = [dirname(node), process.env.PATH].join(delimiter);
  const on = { node, folder, env: { ...process.env, PATH: path, ...variables } };
  const unit = await runJest(["--selectProjects", "unit"], on);
  const engine = await runJest(["--selectProjects", "engine", "--", ...engineTests], on);
  return { passed: unit.passed + engine.passed, failed: unit.failed + engine.failed };
}

/** Tests a copy of this folder that has the oldest SDK, with what was built here: it is built, as a release is, with that of the lockfile. */
async function testFloor(node) {
  await prepare();
  const listed = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
  });
  const files = listed.split("\0").filter((file) => file !== "" && existsSync(join(root, file)));
  const copy = mkdtempSync(join(realpathSync(tmpdir()), "floor-"));
  try {
    for (const file of [...files, "dist"]) cpSync(join(root, file), join(copy, file), { recursive: true });
    mkdirSync(join(copy, ".cache"));
    writeFileSync(join(copy, ".cache", "build.stamp"), String(Date.now()));
    const quietly = ["--no-audit", "--no-fund", "--loglevel=error"];
    await step(`Installing the SDK of Pulumi ${floor.sdk} in a copy`, async () => {
      await run(npm, ["ci", ...quietly], { cwd: copy });
      await run(npm, ["install", "--no-save", ...quietly, `@pulumi/pulumi@${floor.sdk}`], { cwd: copy });
    });
    return await testOn(node, copy, {});
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

await main(async () => {
  await installDependencies();
  const chosen = process.argv.slice(2).map(Number);
  const total = { passed: 0, failed: 0 };
  for (const version of chosen.length > 0 ? chosen : versions) {
    const node = await ensureNode(version);
    const result =
      version === floor.node ? await testFloor(node) : await testOn(node, root, { PULUMI_SDK: "latest" });
    say(`Node.js ${(await run(node, ["--version"])).trim()}: ${tally(result)}`);
    total.passed += result.passed;
    total.failed += result.failed;
  }
  process.exitCode = total.failed === 0 ? 0 : 1;
  console.log(tally(total));
});
