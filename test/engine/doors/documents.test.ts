import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { type Clouds, startClouds } from "../harness/clouds";
import { succeeded, useEngine } from "../harness/stacks";
import { pluginFolder, useYaml } from "../harness/yaml";
import { nativeDoor } from "./door";

useYaml();
const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const repository = resolve(__dirname, "../../..");
const read = (path: string) => readFileSync(join(repository, path), "utf8");
const page = read("docs/other-languages.md");
const snippets = (language: string, text = page) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map(
    ([, snippet = ""]) => snippet,
  );

const plugins = { providers: [{ name: "security-groups", path: pluginFolder }] };
const withPlugin = (program: string) => JSON.stringify({ ...(parse(program) as object), plugins });

const [, program = ""] = snippets("yaml");

test("the program of the page goes up, and one changed rule is previewed as the page shows", async () => {
  const project = engine.project({ "Pulumi.yaml": withPlugin(program) });
  const stack = await engine.openStack({
    project: project.folder,
    config: nativeDoor.config(clouds),
    mode: "cli",
  });
  succeeded(await stack.up());
  succeeded(await stack.up({ expectNoChanges: true }));
  project.write({
    "Pulumi.yaml": withPlugin(program.replace("description: office", "description: offices")),
  });
  const { stdout } = succeeded(await stack.preview({ diff: true }));
  const shown = stdout.replace(/\b[0-9a-f]{32}\b/g, "5a0e4f3c9d8b4c1e8f7a6b5c4d3e2f1a");
  expect(shown).toContain(snippets("text")[0]?.trim());
  const json = await stack.command("preview", "--json");
  expect(json).toContain(
    JSON.stringify('rules["ingress IPv4 tcp 22 from 203.0.113.0/24"].description').slice(1, -1),
  );
  succeeded(await stack.destroy());
});

test.each(["docs/other-languages.md", "examples/yaml/README.md"])(
  "the settings of %s are all that the YAML example needs",
  async (path) => {
    const project = engine.project({ "Pulumi.yaml": withPlugin(read("examples/yaml/Pulumi.yaml")) });
    const stack = await engine.openStack({ project: project.folder, mode: "cli" });
    const values = Object.entries(nativeDoor.config(clouds));
    const commands = snippets("sh", read(path))
      .join("\n")
      .matchAll(/^pulumi (config set .*) (\S+) \S+$/gm);
    for (const [, command = "", key = ""] of commands) {
      const [, value = ""] = values.find(([known]) => known === key) ?? [];
      await stack.command(...command.split(" "), key, typeof value === "string" ? value : value.secret);
    }
    // Where the sandbox is; a real account has an address by default.
    await stack.command(
      "config",
      "set",
      "--path",
      "security-groups:e24cloud.endpoint",
      clouds.e24cloud.endpoint,
    );
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
    succeeded(await stack.destroy());
  },
);
