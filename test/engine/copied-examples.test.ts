import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engineEnvironment } from "../../scripts/runner/environment";
import { findCli } from "../../scripts/runner/find-cli";
import { nativeMode } from "./modes/provider-mode";
import { type Clouds, startClouds } from "./harness/clouds";
import { useCopies } from "./harness/copies";
import { OwnProcessStack, pythonCommand } from "./harness/own-process";
import { installedIn } from "./harness/packed";
import { read, snippets } from "./harness/pages";
import { succeeded, useEngine } from "./harness/stacks";
import { useYaml } from "./harness/yaml";

/** Examples in other languages as somebody has them who copies their folders. Those in Node.js are copied by all their tests. */

useYaml();
const engine = useEngine();
const copies = useCopies();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

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
      config: nativeMode.config(clouds),
      env: { PULUMI_HOME: home },
      mode: "cli",
    });
    succeeded(await stack.up());
    succeeded(await stack.up({ expectNoChanges: true }));
    succeeded(await stack.destroy());
  });

  (pythonCommand === undefined ? test.skip : test)("python goes up and is destroyed", async () => {
    const file = join(copies.copied("python"), "__main__.py");
    const stack = new OwnProcessStack(pythonCommand ?? [], nativeMode.config(clouds), { PULUMI_HOME: home });
    const { web } = await stack.up(file);
    expect(clouds.waldur.edits.group(String(web)).rules).toHaveLength(4);
    await stack.operate("destroy", file);
    stack.remove();
  });
});
