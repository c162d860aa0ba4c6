import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const repository = resolve(__dirname, "../..");
const { version: sdkVersion } = JSON.parse(
  readFileSync(join(repository, "node_modules/@pulumi/pulumi/package.json"), "utf8"),
) as { version: string };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "engine-set-up-"));
  writeFileSync(
    join(folder, "offline.js"),
    'globalThis.fetch = () => Promise.reject(new Error("no network here"));',
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the set-up on a machine that has nothing but what is in a folder: no network, no cache, these programs. */
function setUp(programs: Readonly<Record<string, string>> = {}) {
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return spawnSync(process.execPath, [join(repository, "scripts/pulumi-path.mjs")], {
    encoding: "utf8",
    env: { PATH: folder, HOME: folder, NODE_OPTIONS: `--require ${join(folder, "offline.js")}` },
  });
}

const cached = () => join(folder, ".cache", "pulumi-security-groups", `pulumi-${sdkVersion}`, "bin");
const official = { pulumi: "echo v3.250.0", "pulumi-language-nodejs": "" };
const go = (version: string) => `
  echo "$* GOFLAGS=$GOFLAGS GOSUMDB=$GOSUMDB GOTOOLCHAIN=$GOTOOLCHAIN" >> ${folder}/go.log
  if [ "$1" = env ]; then echo go${version}; exit; fi
  while [ "$1" != -o ]; do shift; done
  echo "go: downloading a module" >&2
  echo built > "$2"`;

test("an official command line on PATH is taken, nothing is made, and the user's own ~/.pulumi is left alone", () => {
  const pulumi = `${official.pulumi}; echo "$PULUMI_HOME" > ${folder}/home.log`;
  expect(setUp({ ...official, pulumi })).toMatchObject({
    status: 0,
    stdout: `${join(folder, "pulumi")}\n`,
    stderr: "",
  });
  expect(existsSync(join(folder, ".cache"))).toBe(false);
  expect(readFileSync(join(folder, "home.log"), "utf8")).toContain(join(folder, ".cache"));
});

test("without any way to a command line, the failure names each way and what to install", () => {
  const { status, stdout, stderr } = setUp();
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/pulumi on PATH: none there/);
  expect(stderr).toMatch(/the cache: nothing at /);
  expect(stderr).toMatch(/the official installer: not available: .*no network here/);
  expect(stderr).toMatch(/a build with Go: Go is not on PATH/);
  expect(stderr).toMatch(new RegExp(`Install Pulumi ${sdkVersion} .*\\n.*Go 1\\.21 or newer`));
});

test.each([
  [
    "has no language host",
    { pulumi: "echo v3.250.0" },
    /has no pulumi-language-nodejs next to it or on PATH/,
  ],
  ["is too old", { ...official, pulumi: "echo v3.100.0" }, /is v3\.100\.0, older than 3\.216\.0/],
  ["does not run", { ...official, pulumi: "echo broken; exit 3" }, /ended with code 3\s+broken/],
])("a command line on PATH that %s is passed over, with the reason", (_, programs, reason) => {
  const { status, stderr } = setUp(programs);
  expect(status).toBe(1);
  expect(stderr).toMatch(reason);
});

test("a Go that is too old builds nothing", () => {
  expect(setUp({ go: go("1.20.14") }).stderr).toContain("a build with Go: go1.20.14 is older than go1.21");
  expect(readdirSync(join(folder, ".cache", "pulumi-security-groups"))).toEqual([]);
});

test("Go builds the pinned sources by go.sum alone, once, with the plugin of dynamic providers next to the result", () => {
  const cli = join(cached(), "pulumi");
  expect(setUp({ go: go("1.27.0") })).toMatchObject({ status: 0, stdout: `${cli}\n` });
  expect(readFileSync(cli, "utf8")).toBe("built\n");
  expect(readdirSync(dirname(cli)).sort()).toEqual(["pulumi", "pulumi-resource-pulumi-nodejs"]);
  const calls = readFileSync(join(folder, "go.log"), "utf8");
  expect(calls).toMatch(/^build .*-mod=readonly .*GOFLAGS= GOSUMDB=sum\.golang\.org GOTOOLCHAIN=auto$/m);

  expect(setUp()).toMatchObject({ status: 0, stdout: `${cli}\n`, stderr: "" });
  expect(readFileSync(join(folder, "go.log"), "utf8")).toBe(calls);
});

test("a build that fails leaves nothing behind and shows the compiler's words", () => {
  const { stderr } = setUp({
    go: `[ "$1" = env ] && echo go1.27.0 && exit\necho "missing go.sum entry" >&2; exit 1`,
  });
  expect(stderr).toMatch(/a build with Go: go build .* ended with code 1\s+missing go\.sum entry/);
  expect(readdirSync(join(folder, ".cache", "pulumi-security-groups"))).toEqual([]);
});
