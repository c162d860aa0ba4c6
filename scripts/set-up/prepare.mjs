import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { run, step } from "./progress.mjs";
import { npm, root } from "./root.mjs";
import { refuseWhileDistIsUsed, useDist } from "./users-of-dist.mjs";

const compilerSettings = ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"];
/** What the bundle of the plugin is made of, besides what is compiled. */
const bundled = ["plugin", "scripts/plugin", "scripts/schema", "scripts/cli"];
const dist = join(root, "dist");
const cache = join(root, ".cache");
const buildStamp = join(cache, "build.stamp");
const users = join(cache, "users-of-dist");

/** Makes a bare clone ready to run: dependencies as locked, and an up-to-date `dist/`. */
export async function prepare() {
  await installDependencies();
  await buildPackage();
}

/** Installs what the lockfile says, unless it is installed. */
export async function installDependencies() {
  if (isInstalled()) return;
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  await step("Installing the dependencies (npm ci)", () => run(npm, args, { cwd: root }));
}

/**
 * Compiles the package to `dist/` and bundles the native plugin into it, unless nothing has changed since the last good build. Rejects on type errors, with
 * which the compiler emits its output all the same, and while another process uses what was built.
 */
export async function buildPackage() {
  useDist(users);
  if (isBuilt()) return;
  refuseWhileDistIsUsed(users);
  const started = Date.now();
  rmSync(buildStamp, { force: true });
  const aside = mkdtempSync(join(cache, "dist-"));
  try {
    const compiler = join(root, "node_modules", "typescript-7", "bin", "tsc");
    const args = [compiler, "-p", "tsconfig.build.json", "--outDir", aside];
    const compiling = step("Building the package (tsc)", () => run(process.execPath, args, { cwd: root }));
    const [compiled] = await Promise.allSettled([compiling]);
    // Loaded only now: on a bare clone its bundler has just been installed.
    const { bundlePlugin } = await import("../plugin/bundle.mjs");
    await step("Bundling the plugin (esbuild)", () => bundlePlugin(join(aside, "plugin")));
    const { bundleLayout } = await import("../cli/bundle-layout.mjs");
    await bundleLayout(join(aside, "cli", "graph"));
    if (compiled.status === "rejected") throw compiled.reason;
    writeFileSync(buildStamp, String(started));
  } finally {
    replaceDist(aside);
  }
}

/** Puts a new build in place of the old one, so that nothing of what is no longer compiled stays behind. */
function replaceDist(built) {
  chmodSync(built, 0o755);
  rmSync(dist, { recursive: true, force: true });
  renameSync(built, dist);
}

function isInstalled() {
  const installed = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  const wanted = packagesOf(join(root, "package-lock.json"));
  const present = packagesOf(installed);
  const required = Object.entries(wanted).filter(
    ([path, entry]) => path.includes("node_modules/") && !entry.optional && !entry.devOptional,
  );
  return required.every(([path, entry]) => path in present && present[path].version === entry.version);
}

function packagesOf(lockfile) {
  return JSON.parse(readFileSync(lockfile, "utf8")).packages;
}

function isBuilt() {
  if (!existsSync(buildStamp) || !existsSync(dist)) return false;
  const built = Number(readFileSync(buildStamp, "utf8"));
  const { include: compiled } = JSON.parse(readFileSync(join(root, "tsconfig.build.json"), "utf8"));
  return [...compilerSettings, ...compiled, ...bundled].every(
    (path) => newestChange(join(root, path)) < built,
  );
}

/** When a file, or anything in a folder, changed last. A folder's own time shows that files were removed. */
function newestChange(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}
