import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { installDependencies } from "./set-up/prepare.mjs";
import { main, run, say, step } from "./set-up/progress.mjs";
import { npm, root } from "./set-up/root.mjs";

const own = join(root, "scripts", "site");
const work = join(root, ".cache", "site");

/**
 * Builds the site of the pages. Its generator is installed only here, and not with the dependencies: it is a quarter of
 * their size, and nothing else needs it.
 */
await main(async () => {
  await installDependencies();
  await installGenerator();
  rmSync(join(work, "source"), { recursive: true, force: true });
  await run(process.execPath, ["--import", "tsx", join(own, "main.ts"), join(work, "source")], { cwd: root });
  const vitepress = join(work, "node_modules", "vitepress", "bin", "vitepress.js");
  const pages = join(work, "pages");
  const args = [vitepress, "build", join(work, "source"), "--outDir", pages];
  await step("Building the site (vitepress)", () => run(process.execPath, args, { cwd: work }));
  say(
    `The site is in ${pages}; npx serves it: ${process.execPath} ${vitepress} preview ${join(work, "source")}`,
  );
});

async function installGenerator() {
  mkdirSync(work, { recursive: true });
  const lock = "package-lock.json";
  const isThere =
    existsSync(join(work, "node_modules", "vitepress")) &&
    existsSync(join(work, lock)) &&
    readFileSync(join(work, lock), "utf8") === readFileSync(join(own, lock), "utf8");
  if (isThere) return;
  for (const file of ["package.json", lock]) copyFileSync(join(own, file), join(work, file));
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  await step("Installing the generator of the site (npm ci)", () => run(npm, args, { cwd: work }));
}
