import { chmodSync, copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { root } from "../set-up/root.mjs";
import { run, step } from "../set-up/progress.mjs";
import { cliIn, onPath } from "./locate.mjs";
import { cliModule, cliVersion, oldestGo, pinFolder } from "./pin.mjs";
import { isAtLeast } from "./versions.mjs";

/**
 * The user's own Go settings must not change what is built. A Go that is older than go.mod asks for fetches that one, as
 * a module; only for this is the checksum database asked, since go.sum proves all else.
 */
const goSettings = {
  GOFLAGS: "",
  GOWORK: "off",
  GOTOOLCHAIN: "auto",
  GOSUMDB: "sum.golang.org",
  CGO_ENABLED: "0",
};

/** Builds the pinned command line into `folder`. It has no Node.js language host, which is not published as a Go module. */
export async function buildWithGo(folder) {
  const cli = cliIn(folder);
  const versionFlag = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${cliVersion}`;
  await goBuild({
    label: `Building Pulumi ${cliVersion} with Go; the first time takes about five minutes`,
    pin: pinFolder,
    program: `${cliModule}/cmd/pulumi`,
    file: cli,
    linker: versionFlag,
  });
  addDynamicProviderPlugin(dirname(cli));
}

/** Builds a program of the modules that the go.mod and go.sum in the folder `pin` name. `linker` has flags of the linker. */
export async function goBuild({ label, pin, program, file, linker = "" }) {
  const env = { ...process.env, ...goSettings };
  if (!onPath("go")) throw new Error("Go is not on PATH");
  mkdirSync(dirname(file), { recursive: true });
  // Without what only debuggers read, a build takes a tenth less.
  const lean = ["-trimpath", "-gcflags=all=-dwarf=false", `-ldflags=-s -w ${linker}`];
  const args = ["build", "-v", "-mod=readonly", ...lean, "-o", file, program];
  let downloads = 0;
  let packages = 0;
  const onLine = (line) => (line.startsWith("go: downloading") ? downloads++ : packages++);
  await step(
    label,
    async () => {
      await requireGo({ cwd: pin, env, onLine });
      await run("go", args, { cwd: pin, env, onLine });
    },
    () => `, ${downloads} modules downloaded, ${packages} packages compiled`,
  );
}

/** Before 1.21, Go does not fetch another. */
async function requireGo(options) {
  const version = (await run("go", ["env", "GOVERSION"], options)).trim();
  if (!isAtLeast(version, oldestGo)) throw new Error(`${version} is older than go${oldestGo}`);
}

/** The plugin of Node.js dynamic providers: the engine looks for it next to the command line. */
function addDynamicProviderPlugin(bin) {
  const script = `pulumi-resource-pulumi-nodejs${process.platform === "win32" ? ".cmd" : ""}`;
  copyFileSync(join(root, "node_modules", "@pulumi", "pulumi", script), join(bin, script));
  chmodSync(join(bin, script), 0o755);
}
