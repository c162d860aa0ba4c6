import { spawn } from "node:child_process";
import process from "node:process";
import { ensureEngine } from "./engine/ensure.mjs";
import { prepare, root } from "./prepare.mjs";
import { say } from "./progress.mjs";

// A bare clone has nothing but Node: everything else is made here, then the demo itself runs.
try {
  await prepare();
  const cli = await ensureEngine();
  const demo = spawn(process.execPath, ["--import", "tsx", "scripts/demo/main.ts"], {
    cwd: root,
    env: { ...process.env, PULUMI_CLI: cli },
    stdio: "inherit",
  });
  process.exitCode = await new Promise((ended) => demo.on("close", (code) => ended(code ?? 1)));
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
