import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findCli } from "../../../scripts/runner/find-cli";
import { type Clouds, startClouds } from "../harness/clouds";
import { succeeded, useEngine } from "../harness/stacks";
import { packageCommand, pluginFolder, useYaml } from "../harness/yaml";
import { nativeMode } from "./provider-mode";

useYaml();
const engine = useEngine();
let clouds: Clouds;
let home: string;
beforeEach(async () => {
  home = mkdtempSync(join(realpathSync(tmpdir()), "pulumi-home-"));
  clouds = await startClouds();
});
afterEach(async () => {
  await clouds.close();
  rmSync(home, { recursive: true });
});

/** Runs a command with a Pulumi home of its own. */
const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { encoding: "utf8", env: { ...process.env, PULUMI_HOME: home } });

test("an installed plugin is found by every project, and removed as the command says", async () => {
  const project = engine.project({
    "Pulumi.yaml": JSON.stringify({
      name: "installed",
      runtime: "yaml",
      resources: { web: { type: "security-groups:waldur:SecurityGroup", properties: { rules: [] } } },
    }),
  });
  const config = nativeMode.config(clouds);
  const env = { PULUMI_HOME: home };
  const stack = await engine.openStack({ project: project.folder, config, env, mode: "cli" });
  expect((await stack.preview()).ok).toBe(false);

  expect(run(process.execPath, packageCommand, "plugin", "path").trim()).toBe(pluginFolder);
  const said = run(process.execPath, packageCommand, "plugin", "install");
  expect(said).toContain(`Installed the plugin security-groups`);
  expect(run(process.execPath, packageCommand, "plugin", "install")).toContain("Replaced the plugin");
  expect(run(findCli(), "plugin", "ls")).toMatch(/security-groups\s+resource/);
  succeeded(await stack.up());

  const [, undo = ""] = /To undo this: pulumi (.*)/.exec(said) ?? [];
  run(findCli(), ...undo.split(" "));
  expect(run(findCli(), "plugin", "ls")).not.toMatch(/security-groups\s+resource/);
});

test("Pulumi accepts the schema, as the plugin returns it", () => {
  const text = run(findCli(), "package", "get-schema", join(pluginFolder, "pulumi-resource-security-groups"));
  const schema = JSON.parse(text) as { name: string; resources: object };
  expect(schema.name).toBe("security-groups");
  expect(Object.keys(schema.resources)).toHaveLength(8);
  run(findCli(), "schema", "check", join(pluginFolder, "schema.json"));
});
