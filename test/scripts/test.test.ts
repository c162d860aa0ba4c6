import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const scripts = resolve(__dirname, "../../scripts");

/** Each tool writes its name and arguments to a log, and fails if a file of its name asks for that. */
const tool = (name: string) => `
  const fs = require("node:fs");
  fs.appendFileSync("calls.log", ["${name}", ...process.argv.slice(2)].join(" ") + "\\n");
  if (fs.existsSync("broken-${name}")) {
    console.log("${name} complains");
    process.exit(1);
  }
`;
const compiler = `${tool("tsc")}
  const out = process.argv.indexOf("--outDir");
  if (out > 0) fs.copyFileSync("provider/a.ts", process.argv[out + 1] + "/a.ts");
`;
const testRunner = `${tool("jest")}
  const file = process.argv.find((arg) => arg.startsWith("--outputFile=")).slice("--outputFile=".length);
  const failed = fs.existsSync("failing-test") ? 2 : 0;
  fs.writeFileSync(file, JSON.stringify({ numPassedTests: 40, numFailedTests: failed }));
  process.exitCode = failed === 0 ? 0 : 1;
`;

let clone: string;
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "test-script-"));
  const lockfile = JSON.stringify({ packages: { "": {} } });
  write({
    "package.json": "{}",
    "package-lock.json": lockfile,
    "node_modules/.package-lock.json": lockfile,
    "node_modules/jest/bin/jest.js": testRunner,
    "node_modules/typescript-7/bin/tsc": compiler,
    "node_modules/prettier/bin/prettier.cjs": tool("prettier"),
    "node_modules/eslint/bin/eslint.js": tool("eslint"),
    "node_modules/oxlint/bin/oxlint": tool("oxlint"),
    "node_modules/dependency-cruiser/bin/dependency-cruise.mjs": `
      import { createRequire } from "node:module";
      const require = createRequire(import.meta.url);
      ${tool("dependency-cruiser")}`,
    "node_modules/typedoc/bin/typedoc": tool("typedoc"),
    "bin/npm": `#!${process.execPath}\n${tool("npm")}`,
    "tsconfig.json": "{}",
    "tsconfig.build.json": JSON.stringify({ include: ["provider"] }),
    "provider/a.ts": "",
    "plugin/main.ts": "",
  });
  cpSync(scripts, join(clone, "scripts"), { recursive: true });
  // Bundling and packing are not part of this test: test/scripts/prepare.test.ts and test/package are about them.
  write({
    "scripts/plugin/bundle.mjs": "export const bundlePlugin = async () => undefined;",
    "scripts/jest/packed-package.mjs": "export const packPackage = async () => undefined;",
  });
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    writeFileSync(join(clone, path), text, { mode: 0o755 });
  }
}

/** Runs `npm test` with these arguments, and returns which tools that ran. */
function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(clone, "scripts/test.mjs"), ...args], {
    cwd: clone,
    encoding: "utf8",
    env: { PATH: `${join(clone, "bin")}:${process.env.PATH}` },
  });
  const log = join(clone, "calls.log");
  const calls = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  return { status, stdout, stderr, calls, tools: calls.map((call) => call.split(" ")[0]).sort() };
}

test("with a file only jest runs, and neither build nor check", () => {
  const { status, stdout, tools, calls } = run("test/one.test.ts", "-t", "a name");
  expect({ status, stdout, tools }).toEqual({ status: 0, stdout: "40 passed, 0 failed\n", tools: ["jest"] });
  expect(calls[0]).toMatch(/ test\/one\.test\.ts -t a name$/);
});

test("without arguments everything runs: the build first, then the tests and each check once", () => {
  const { status, stdout, stderr, calls, tools } = run();
  expect({ status, stdout }).toEqual({ status: 0, stdout: "40 passed, 0 failed\n" });
  expect(tools).toEqual([
    "dependency-cruiser",
    "eslint",
    "jest",
    "npm",
    "oxlint",
    "prettier",
    "tsc",
    "tsc",
    "typedoc",
  ]);
  expect(calls[0]).toMatch(/^tsc -p tsconfig\.build\.json/);
  expect(calls).toContain("npm ci --dry-run --loglevel=error");
  for (const name of ["lockfile", "format", "types", "lint", "words", "imports", "API pages"]) {
    expect(stderr).toMatch(new RegExp(`^Checking ${name}: done in `, "m"));
  }
});

test.each([
  ["npm", "lockfile"],
  ["prettier", "format"],
  ["oxlint", "lint"],
  ["eslint", "words"],
  ["dependency-cruiser", "imports"],
  ["typedoc", "API pages"],
])("what %s complains of is shown at the end, and counts as a failure", (name, check) => {
  write({ [`broken-${name}`]: "" });
  const { status, stdout, stderr, tools } = run();
  expect({ status, stdout }).toEqual({ status: 1, stdout: `40 passed, 1 failed\n` });
  expect(stderr).toMatch(new RegExp(`\nChecking ${check} failed:\n.*${name}.*\n${name} complains\n$`));
  expect(tools).toHaveLength(9);
});

test("failed tests, failed checks and a broken build add up", () => {
  write({ "failing-test": "", "broken-tsc": "", "broken-oxlint": "" });
  const { status, stdout, stderr } = run();
  expect({ status, stdout }).toEqual({ status: 1, stdout: "40 passed, 4 failed\n" });
  expect(stderr).toContain("Testing what was built all the same");
});

test("dependencies that cannot be installed are one failure", () => {
  const lockfile = { packages: { "node_modules/lib": { version: "1.0.0" } } };
  write({ "broken-npm": "", "package-lock.json": JSON.stringify(lockfile) });
  const { status, stdout, stderr, tools } = run("test/one.test.ts");
  expect({ status, stdout, tools }).toEqual({ status: 1, stdout: "0 passed, 1 failed\n", tools: ["npm"] });
  expect(stderr).toContain("npm complains");
});
