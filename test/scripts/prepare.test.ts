import { spawn, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const scripts = resolve(__dirname, "../../scripts");
const lockfile = (version: string) =>
  JSON.stringify({
    packages: {
      "": {},
      "examples/one": { name: "one" },
      "node_modules/one": { resolved: "examples/one", link: true },
      "node_modules/lib": { version },
      "node_modules/lib-for-another-platform": { version: "1.0.0", optional: true },
    },
  });

/** Leaves what a real one would: the installed packages' list, and the compiler. */
const npm = `#!/bin/sh
echo "npm $*" >> calls.log
mkdir -p node_modules/typescript-7/bin
sed 's/,"node_modules.lib-for-another-platform.*$/}}/' package-lock.json > node_modules/.package-lock.json
cp tsc.js node_modules/typescript-7/bin/tsc
`;
const tsc = `
const fs = require("node:fs");
fs.appendFileSync("calls.log", "tsc\\n");
const out = process.argv[process.argv.indexOf("--outDir") + 1];
for (const file of fs.readdirSync("provider")) fs.copyFileSync("provider/" + file, out + "/" + file);
if (fs.existsSync("type-error")) { console.log("provider/a.ts(1,1): error TS2304"); process.exit(2); }
`;

const bundle = `
import { appendFileSync } from "node:fs";
export const bundlePlugin = async () => appendFileSync("calls.log", "bundle\\n");
`;

const layout = `
import { appendFileSync } from "node:fs";
export const bundleLayout = async () => appendFileSync("calls.log", "layout\\n");
`;

let clone: string;
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "prepare-"));
  write({
    "bin/npm": npm,
    "tsc.js": tsc,
    "package.json": "{}",
    "package-lock.json": lockfile("1.0.0"),
    "tsconfig.json": "{}",
    "tsconfig.build.json": JSON.stringify({ include: ["provider", "testing"] }),
    "provider/a.ts": "a",
    "provider/b.ts": "b",
    "testing/index.ts": "",
    "plugin/main.ts": "",
    "scripts/schema/main.ts": "",
    "scripts/plugin/bundle.mjs": bundle,
    "scripts/cli/bundle-layout.mjs": layout,
  });
  for (const name of ["prepare.mjs", "progress.mjs", "root.mjs", "users-of-dist.mjs", "../build.mjs"]) {
    const path = join("set-up", name);
    mkdirSync(dirname(join(clone, "scripts", path)), { recursive: true });
    copyFileSync(join(scripts, path), join(clone, "scripts", path));
  }
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    writeFileSync(join(clone, path), text, { mode: 0o755 });
  }
}

/** Prepares the clone, and shows what that ran. */
function prepare() {
  rmSync(join(clone, "calls.log"), { force: true });
  const { status, stderr } = spawnSync(process.execPath, [join(clone, "scripts/build.mjs")], {
    cwd: clone,
    encoding: "utf8",
    env: { PATH: `${join(clone, "bin")}:${process.env.PATH}` },
  });
  const log = join(clone, "calls.log");
  return { status, stderr, calls: existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [] };
}

/** What was written just now may bear the time of the build before it. */
function touch(path: string): void {
  const later = new Date(Date.now() + 1000);
  utimesSync(join(clone, path), later, later);
}

const install = expect.stringMatching(/^npm ci /) as string;

test("a bare clone is installed and built, a prepared one left alone", () => {
  expect(prepare()).toMatchObject({ status: 0, calls: [install, "tsc", "bundle", "layout"] });
  expect(readFileSync(join(clone, "dist/a.ts"), "utf8")).toBe("a");
  expect(prepare()).toEqual({ status: 0, stderr: "", calls: [] });
});

test("a lockfile that asks for something else is installed, and the package built with it", () => {
  prepare();
  write({ "package-lock.json": lockfile("1.0.1") });
  touch("package-lock.json");
  expect(prepare().calls).toEqual([install, "tsc", "bundle", "layout"]);
});

test("a change of a source is built, and what is gone from the sources goes from dist", () => {
  prepare();
  touch("provider/a.ts");
  expect(prepare().calls).toEqual(["tsc", "bundle", "layout"]);
  rmSync(join(clone, "provider/b.ts"));
  touch("provider");
  expect(prepare().calls).toEqual(["tsc", "bundle", "layout"]);
  expect(existsSync(join(clone, "dist/b.ts"))).toBe(false);
  for (const source of [
    "testing/index.ts",
    "plugin/main.ts",
    "scripts/schema/main.ts",
    "scripts/cli/bundle-layout.mjs",
  ]) {
    touch(source);
    expect(prepare().calls).toEqual(["tsc", "bundle", "layout"]);
  }
});

test("type errors are shown, and built again next time", () => {
  write({ "type-error": "" });
  expect(prepare()).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("provider/a.ts(1,1): error TS2304") as string,
  });
  rmSync(join(clone, "type-error"));
  expect(prepare()).toMatchObject({ status: 0, calls: ["tsc", "bundle", "layout"] });
});

test("nothing is built while another process uses dist, and nothing stands in the way of one that has ended", () => {
  prepare();
  touch("provider/a.ts");
  const user = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)"], { stdio: "ignore" });
  const mark = `.cache/users-of-dist/${user.pid}`;
  write({ [mark]: "" });
  const { status, stderr, calls } = prepare();
  user.kill();
  expect({ status, calls }).toEqual({ status: 1, calls: [] });
  expect(stderr).toContain(`dist/ is out of date, and process ${user.pid} of this folder uses it`);
  rmSync(join(clone, mark));
  const { pid: ended } = spawnSync(process.execPath, ["-e", ""]);
  write({ [`.cache/users-of-dist/${ended}`]: "" });
  expect(prepare().calls).toEqual(["tsc", "bundle", "layout"]);
});
