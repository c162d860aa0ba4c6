import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Clouds, startClouds } from "../harness/clouds";
import { handMade, handMadeRules, idIn } from "../harness/hand-made";
import { generation, useInstalledPlugin } from "../harness/installed-plugin";
import { goCommand, OwnProcessStack, pythonCommand } from "../harness/own-process";
import { asShown, read, repository, section, snippets } from "../harness/pages";
import { prepareExamples, programIn, referenceExamples } from "../harness/reference-examples";
import { steps, succeeded, useEngine } from "../harness/stacks";
import { nativeMode } from "./provider-mode";

/** The first build of a program in Go compiles the SDK. */
const BUILD = 600_000;

const page = read("docs/guides/other-languages.md");
const told = section(page, "SDKs with types");

const engine = useEngine();
const plugin = useInstalledPlugin(engine);
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

/** A project in Python with the SDK, generated and installed as the page says. */
const pythonProject = once(() => {
  const { project, folder, run } = plugin.project();
  const [commands = ""] = snippets(told, "sh");
  const [generate = "", install = ""] = commands.split("\n");
  run(generate);
  // Into a folder of its own instead of an environment; what it needs is installed.
  const [python = ""] = pythonCommand ?? [];
  run(install.replace("pip install", `${python} -m pip install --quiet --no-deps --target packages`));
  return { project, folder, env: { ...plugin.env, PYTHONPATH: join(folder, "packages") } };
});

/** The example in Go with the SDK, generated as the page says. */
const goProject = once(() => {
  const { project, folder, run } = plugin.project();
  cpSync(join(repository, "examples/go"), folder, { recursive: true });
  const [, commands = ""] = snippets(told, "sh");
  for (const command of commands.trim().split("\n")) run(command);
  return { project, folder, run };
});

/** Made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

test("of the plugin an SDK for Node.js is generated, whose types hold and whose groups go up", async () => {
  const program = [
    'import * as groups from "./sdks/nodejs/bin";',
    'import { intents } from "pulumi-security-groups/intents";',
    'const web = new groups.waldur.SecurityGroup("web", { rules: [{ protocol: "tcp", ports: 443 }] });',
    'const admin = new groups.Bastion("admin", { fromCidrs: ["203.0.113.0/24"] });',
    'intents({ never: [{ from: "world", to: web, tcp: 22 }] });',
    "export const ids = [web.id, admin.bastionGroupId];",
  ].join("\n");
  const { project, folder, run } = plugin.project({ "index.ts": program });
  run(generation("nodejs"));
  run("node node_modules/typescript/bin/tsc -p sdks/nodejs");
  run("cp sdks/nodejs/package.json sdks/nodejs/bin");
  const config = nativeMode.config(clouds);
  const stack = await engine.openStack({ project: folder, config, env: plugin.env });
  succeeded(await stack.up());
  const { ids } = await stack.outputs();
  expect((ids as string[]).map((id) => clouds.waldur.edits.group(id).name)).toEqual(["web", "admin-bastion"]);
  succeeded(await stack.up({ expectNoChanges: true }));
  project.write({ "index.ts": program.replace("tcp: 22", "tcp: 443") });
  const broken = await stack.preview();
  expect(broken).toMatchObject({
    ok: false,
    stdout: expect.stringContaining("intents: web is reachable from the world: tcp 443, by rule") as unknown,
  });
});

(pythonCommand === undefined ? test.skip : test)("a program with the SDK for Python", async () => {
  const { project, folder, env } = pythonProject();
  const [program = ""] = snippets(told, "python");
  project.write({ "__main__.py": program });
  const file = join(folder, "__main__.py");
  const stack = new OwnProcessStack(pythonCommand ?? [], nativeMode.config(clouds), env);
  const { web, bastion } = await stack.up(file);
  expect(clouds.waldur.edits.group(String(web)).rules).toHaveLength(3);
  expect(clouds.waldur.edits.group(String(bastion)).name).toBe("admin-bastion");
  clouds.forget();
  const again = await stack.operate("preview", file);
  expect(again).toContain("8 unchanged");
  expect(again).not.toMatch(/\d to (create|update|delete)/);
  await stack.operate("destroy", file);
  stack.remove();
});

(goCommand === undefined ? test.skip : test)(
  "the example in Go, with the SDK for Go",
  async () => {
    const { project, folder } = goProject();
    const source = read("examples/go/main.go");
    expect(source).toContain(snippets(told, "go")[0]);
    // What the page says to do has been done in the example, but for the SDK itself.
    for (const file of ["go.mod", "go.sum"]) {
      expect(readFileSync(join(folder, file), "utf8")).toBe(read(`examples/go/${file}`));
    }
    expect(read("examples/go/README.md")).toContain(generation("go"));

    const config = nativeMode.config(clouds);
    const stack = await engine.openStack({ project: folder, config, mode: "cli", env: plugin.env });
    succeeded(await stack.up());
    const { web } = await stack.outputs();
    expect(clouds.waldur.edits.group(String(web)).rules).toHaveLength(4);
    clouds.forget();
    succeeded(await stack.up({ expectNoChanges: true }));
    expect(clouds.writes()).toEqual([]);

    project.write({ "main.go": source.replace('"office"', '"offices"') });
    const preview = succeeded(await stack.preview({ diff: true }));
    const changed = steps(preview).find(({ op }) => op === "update");
    expect(Object.keys(changed?.detailedDiff ?? {})).toEqual([
      'rules["ingress IPv4 tcp 22 from 203.0.113.0/24"].description',
    ]);
    expect(asShown(preview.stdout)).toContain(snippets(section(page, "From Go"), "text")[0]?.trim());
  },
  BUILD,
);

const type = "security-groups:waldur:SecurityGroup";
const made = () => {
  const { https, exporters, ping } = handMadeRules;
  return handMade(clouds, "public web", [https, exporters, ping], "made by hand");
};
const options = (file: string) => ["--yes", "--protect=false", "--out", file];

(pythonCommand === undefined ? test.skip : test)("an import into a project in Python", async () => {
  const id = idIn(await made());
  const { folder, env } = pythonProject();
  const stack = new OwnProcessStack(pythonCommand ?? [], nativeMode.config(clouds), env);
  await stack.operate("up", {});
  clouds.forget();
  const file = join(folder, "imported.py");
  await stack.pulumi("import", type, "web", id, ...options(file));
  expect(readFileSync(file, "utf8").trim()).toBe(`import pulumi
import pulumi_security_groups as security_groups

web = security_groups.waldur.SecurityGroup("web",
    description="made by hand",
    name="public web",
    rules=[
        {
            "cidr": "0.0.0.0/0",
            "icmp_code": 0,
            "icmp_type": 8,
            "protocol": "icmp",
        },
        {
            "cidr": "0.0.0.0/0",
            "description": "the world",
            "ports": 443,
            "protocol": "tcp",
        },
        {
            "cidr": "10.0.0.0/8",
            "ports": "8050-8060",
            "protocol": "tcp",
        },
    ])`);
  const preview = await stack.operate("preview", file);
  expect(preview).toContain("2 unchanged");
  expect(preview).not.toMatch(/\d to (create|update|delete|replace)/);
  await stack.operate("up", file);
  expect(clouds.writes()).toEqual([]);
  await stack.operate("destroy", file);
  expect(() => clouds.waldur.edits.group(id)).toThrow();
  stack.remove();
});

(goCommand === undefined ? test.skip : test)(
  "an import into a project in Go",
  async () => {
    const id = idIn(await made());
    const { project, folder } = goProject();
    const config = nativeMode.config(clouds);
    const stack = await engine.openStack({ project: folder, config, env: plugin.env, mode: "cli" });
    clouds.forget();
    const file = join(folder, "imported");
    await stack.command("import", type, "web", id, ...options(file));
    const code = readFileSync(file, "utf8");
    expect(code).toContain(`
		_, err := waldur.NewSecurityGroup(ctx, "web", &waldur.SecurityGroupArgs{
			Description: pulumi.String("made by hand"),
			Name:        pulumi.String("public web"),
			Rules: waldur.RuleArray{
				&waldur.RuleArgs{
					Cidr:     pulumi.String("0.0.0.0/0"),
					IcmpCode: pulumi.Int(0),
					IcmpType: pulumi.Any(8),
					Protocol: pulumi.Any("icmp"),
				},
				&waldur.RuleArgs{
					Cidr:        pulumi.String("0.0.0.0/0"),
					Description: pulumi.String("the world"),
					Ports:       pulumi.Any(443),
					Protocol:    pulumi.Any("tcp"),
				},
				&waldur.RuleArgs{
					Cidr:     pulumi.String("10.0.0.0/8"),
					Ports:    pulumi.Any("8050-8060"),
					Protocol: pulumi.Any("tcp"),
				},
			},
		})
`);
    project.write({ "main.go": code });
    succeeded(await stack.preview({ expectNoChanges: true }));
    succeeded(await stack.up({ expectNoChanges: true, refresh: true }));
    expect(clouds.writes()).toEqual([]);
    succeeded(await stack.destroy());
    expect(() => clouds.waldur.edits.group(id)).toThrow();
  },
  BUILD,
);

(pythonCommand === undefined ? test.skip : test)(
  "the examples of the reference in Python go up",
  async () => {
    const { folder, env } = pythonProject();
    for (const example of referenceExamples) {
      const own = await startClouds();
      const file = join(folder, `${example.name}.py`);
      writeFileSync(file, (await prepareExamples(own))(example, "python"));
      const stack = new OwnProcessStack(pythonCommand ?? [], nativeMode.config(own), env);
      expect({ [example.name]: await stack.up(file) }).not.toEqual({ [example.name]: {} });
      stack.remove();
      await own.close();
    }
  },
);

(goCommand === undefined ? test.skip : test)(
  "the examples of the reference in Go compile, and are formatted as gofmt does it",
  () => {
    const { folder, run } = goProject();
    for (const example of referenceExamples) {
      mkdirSync(join(folder, example.name), { recursive: true });
      writeFileSync(join(folder, example.name, "main.go"), programIn(example, "go"));
    }
    run("go vet ./...");
    const files = referenceExamples.map(({ name }) => join(folder, name, "main.go"));
    expect(execFileSync("gofmt", ["-l", ...files], { encoding: "utf8" })).toBe("");
  },
  BUILD,
);
