import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { engineEnvironment } from "../../scripts/runner/environment";
import { findCli } from "../../scripts/runner/find-cli";
import { nativeDoor } from "./doors/door";
import { type Clouds, startClouds } from "./harness/clouds";
import { OwnProcessStack, pythonCommand } from "./harness/own-process";
import { installedIn, installedOnce, run, shareInstallation, withTarball } from "./harness/packed";
import { read, repository, section, snippets } from "./harness/pages";
import { succeeded, useEngine } from "./harness/stacks";
import { useYaml } from "./harness/yaml";

/** Each example as somebody has it who copies its folder and installs the package as it is published. */

useYaml();
const engine = useEngine();
let clouds: Clouds;
const folder = mkdtempSync(join(realpathSync(tmpdir()), "copied-examples-"));
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const examples = join(repository, "examples");

/** Copies the folder of an example, without what this repository has installed there. */
function copied(example: string): string {
  const copy = join(folder, example);
  cpSync(join(examples, example), copy, {
    recursive: true,
    filter: (path) => basename(path) !== "node_modules",
  });
  return copy;
}

/** The commands of a page's section on copies. */
const commands = (example: string) =>
  (snippets(section(read(`examples/${example}/README.md`), "In a copy of this folder"), "sh")[0] ?? "")
    .trim()
    .split("\n");

/** Installs what an example needs with the command of its page: once for examples that need the same. */
function install(example: string, command: string, copy: string): void {
  const manifest = read(`examples/${example}/package.json`);
  const { dependencies, devDependencies } = JSON.parse(manifest) as Record<string, unknown>;
  const what = JSON.stringify([command, dependencies, devDependencies]);
  const installed = installedOnce(what, { "package.json": manifest }, (cwd) => {
    const [program = "", ...args] = withTarball(command).split(" ");
    run(cwd, program, ...args, "--prefer-offline", "--no-audit", "--no-fund");
  });
  shareInstallation(installed, copy);
}

const nodeExamples = readdirSync(examples).filter((name) => existsSync(join(examples, name, "package.json")));

test.each(nodeExamples)("%s compiles, goes up, has nothing to do and is destroyed", async (example) => {
  const copy = copied(example);
  const [first = "", then] = commands(example);
  install(example, first, copy);
  if (existsSync(join(copy, "tsconfig.json"))) {
    run(copy, process.execPath, "node_modules/typescript/bin/tsc", "-p", ".");
  }
  if (then === "npm test") run(copy, "npm", "test");
  else expect(then).toBe("pulumi up");

  clouds.waldur.edits.createGroup({ name: "legacy" });
  await clouds.waldur.edits.backgroundPull();
  const legacyGroup = (await clouds.waldurId("legacy")) ?? "";
  const config = { ...clouds.config, "security-groups-adopt-existing:legacyGroup": legacyGroup };
  const stack = await engine.openStack({ project: copy, config });
  succeeded(await stack.up());
  clouds.forget();
  succeeded(await stack.up({ expectNoChanges: true }));
  expect(clouds.writes()).toEqual([]);
  succeeded(await stack.destroy());
  await stack.close();
});

describe("with the plugin of the tarball,", () => {
  const home = mkdtempSync(join(realpathSync(tmpdir()), "pulumi-home-"));
  beforeAll(() => {
    const project = installedIn({ "package.json": JSON.stringify({ name: "own", private: true }) });
    const [, , program = "", ...args] = /^(npx) (\S+) (.*)$/.exec(pluginCommand) ?? [];
    const env = engineEnvironment(home, findCli(), { PULUMI_HOME: home });
    const command = join(project.folder, "node_modules", ".bin", program);
    execFileSync(
      command,
      args.flatMap((words) => words.split(" ")),
      { env },
    );
    project.remove();
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  const [pluginCommand = ""] = (snippets(read("examples/yaml/README.md"), "sh")[0] ?? "").split("\n");

  test("yaml goes up, has nothing to do and is destroyed", async () => {
    const stack = await engine.openStack({
      // Its one file; the folder finds the SDK that runs the command line.
      project: engine.project({ "Pulumi.yaml": read("examples/yaml/Pulumi.yaml") }).folder,
      config: nativeDoor.config(clouds),
      env: { PULUMI_HOME: home },
      mode: "cli",
    });
    succeeded(await stack.up());
    succeeded(await stack.up({ expectNoChanges: true }));
    succeeded(await stack.destroy());
  });

  (pythonCommand === undefined ? test.skip : test)("python goes up and is destroyed", async () => {
    const file = join(copied("python"), "__main__.py");
    const stack = new OwnProcessStack(pythonCommand ?? [], nativeDoor.config(clouds), { PULUMI_HOME: home });
    const { web } = await stack.up(file);
    expect(clouds.waldur.edits.group(String(web)).rules).toHaveLength(4);
    await stack.operate("destroy", file);
    stack.remove();
  });
});
