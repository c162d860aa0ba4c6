import { spawn } from "node:child_process";
import process from "node:process";
import { ensureEngine } from "../engine/ensure.mjs";
import { nodeForSdk } from "../engine/node.mjs";
import { prepare } from "./prepare.mjs";
import { root } from "./root.mjs";
import { say } from "./progress.mjs";

/**
 * Runs a TypeScript file of this project on a machine that may have nothing but Node.js: dependencies, build and engine
 * are made first. Sets the exit code.
 */
export async function runPrepared(file, args = []) {
  try {
    await prepare();
    const cli = await ensureEngine();
    const { node, env } = await nodeForSdk();
    const child = spawn(node, ["--import", "tsx", file, ...args], {
      cwd: root,
      env: { ...env, PULUMI_CLI: cli },
      stdio: "inherit",
    });
    process.exitCode = await new Promise((ended) => child.on("close", (code) => ended(code ?? 1)));
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  }
}
