import { join } from "node:path";
import { parse } from "yaml";
import { type Clouds, startClouds } from "../harness/clouds";
import { OwnProcessStack, pythonCommand } from "../harness/own-process";
import { read, section, snippets, asShown } from "../harness/pages";
import { succeeded, useEngine } from "../harness/stacks";
import { pluginFolder, useYaml } from "../harness/yaml";
import { nativeMode } from "./provider-mode";

useYaml();
const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const page = read("docs/guides/other-languages.md");
/** The preview that the page shows for a language. */
const shownFor = (language: string) =>
  snippets(section(page, `From ${language}`), "text")[0]?.trim() ?? "nothing";

const plugins = { providers: [{ name: "security-groups", path: pluginFolder }] };
const withPlugin = (program: string) => JSON.stringify({ ...(parse(program) as object), plugins });

const [, program = ""] = snippets(page, "yaml");

test("the program of the page goes up, and one changed rule is previewed as the page shows", async () => {
  const project = engine.project({ "Pulumi.yaml": withPlugin(program) });
  const stack = await engine.openStack({
    project: project.folder,
    config: nativeMode.config(clouds),
    mode: "cli",
  });
  succeeded(await stack.up());
  succeeded(await stack.up({ expectNoChanges: true }));
  project.write({
    "Pulumi.yaml": withPlugin(program.replace("description: office", "description: offices")),
  });
  expect(asShown(succeeded(await stack.preview({ diff: true })).stdout)).toContain(shownFor("YAML"));
  const json = await stack.command("preview", "--json");
  expect(json).toContain(
    JSON.stringify('rules["ingress IPv4 tcp 22 from 203.0.113.0/24"].description').slice(1, -1),
  );
});

test("so is it from a program in TypeScript", async () => {
  const files = (description: string) => ({
    "Pulumi.yaml": JSON.stringify({ name: "quickstart", runtime: "nodejs" }),
    "index.ts": [
      'import * as waldur from "pulumi-security-groups/waldur";',
      'const monitoring = new waldur.SecurityGroup("monitoring", { rules: [{ direction: "egress" }] });',
      'new waldur.SecurityGroup("web", {',
      '  description: "public web servers",',
      "  rules: [",
      '    { protocol: "tcp", ports: 443, cidrs: ["0.0.0.0/0", "::/0"] },',
      `    { protocol: "tcp", ports: 22, cidr: "203.0.113.0/24", description: "${description}" },`,
      '    { protocol: "tcp", ports: "9100-9104", remoteGroup: monitoring },',
      "  ],",
      "});",
    ].join("\n"),
  });
  const project = engine.project(files("office"));
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  succeeded(await stack.up());
  project.write(files("offices"));
  expect(asShown(succeeded(await stack.preview({ diff: true })).stdout)).toContain(shownFor("TypeScript"));
});

(pythonCommand === undefined ? test.skip : test)("and from the example in Python", async () => {
  const example = read("examples/python/__main__.py");
  const project = engine.project({ "__main__.py": example });
  const file = join(project.folder, "__main__.py");
  const stack = new OwnProcessStack(pythonCommand ?? [], nativeMode.config(clouds));
  await stack.operate("up", file);
  project.write({ "__main__.py": example.replace('"office"', '"offices"') });
  expect(asShown(await stack.operate("preview", file))).toContain(shownFor("Python"));
  await stack.operate("destroy", file);
  stack.remove();
});

test("the settings of the page, which are those of the example's, are all that the YAML example needs", async () => {
  const project = engine.project({ "Pulumi.yaml": withPlugin(read("examples/yaml/Pulumi.yaml")) });
  const stack = await engine.openStack({ project: project.folder, mode: "cli" });
  const settings = (path: string) => {
    const commands = snippets(read(path), "sh").join("\n");
    const found = commands.matchAll(/^pulumi (config set .*) (security-groups:\w+\.\w+) \S+$/gm);
    return [...found].map(([, command = "", key = ""]) => [command, key] as const);
  };
  const commands = settings("docs/guides/other-languages.md");
  expect(settings("examples/yaml/README.md")).toEqual(commands);
  const config = nativeMode.config(clouds);
  for (const [command, key] of commands) {
    const value = config[key] ?? "";
    await stack.command(...command.split(" "), key, typeof value === "string" ? value : value.secret);
  }
  // Where the sandbox is; a real account has an address by default.
  const { endpoint } = clouds.e24cloud;
  await stack.command("config", "set", "--path", "security-groups:e24cloud.endpoint", endpoint);
  succeeded(await stack.up());
  const { web, bastion, edge } = await stack.outputs();
  expect(clouds.waldur.edits.group(String(web)).rules).toHaveLength(4);
  expect(clouds.waldur.edits.group(String(bastion)).name).toBe("admin-bastion");
  expect(clouds.e24cloud.secondWriter.groups().map(({ id }) => id)).toContain(edge);
  expect(stack.stateFile()).not.toContain(clouds.waldur.token);
  expect(stack.stateFile()).not.toContain(clouds.e24cloud.apiSecret);
  clouds.forget();
  succeeded(await stack.up({ expectNoChanges: true }));
  expect(clouds.writes()).toEqual([]);
});
