import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Clouds, startClouds } from "../harness/clouds";
import { handMade, handMadeRules, idIn } from "../harness/hand-made";
import { generation, useInstalledPlugin } from "../harness/installed-plugin";
import { goCommand, OwnProcessStack, pythonCommand } from "../harness/own-process";
import { read } from "../harness/pages";
import { succeeded, useEngine } from "../harness/stacks";
import { nativeDoor } from "./door";

/** The first build of a program in Go compiles the SDK. */
const BUILD = 600_000;

const engine = useEngine();
const plugin = useInstalledPlugin(engine);
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const type = "security-groups:waldur:SecurityGroup";
const made = () => {
  const { https, exporters, ping } = handMadeRules;
  return handMade(clouds, "public web", [https, exporters, ping], "made by hand");
};
const options = (file: string) => ["--yes", "--protect=false", "--out", file];

(pythonCommand === undefined ? test.skip : test)("in a project in Python", async () => {
  const id = idIn(await made());
  const [python = "", script = ""] = pythonCommand ?? [];
  const { folder, run } = plugin.project();
  run(generation("python"));
  run(`${python} -m pip install --quiet --no-deps --target packages ./sdks/python`);
  const env = { ...plugin.env, PYTHONPATH: join(folder, "packages") };
  const stack = new OwnProcessStack([python, script], nativeDoor.config(clouds), env);
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
  "in a project in Go",
  async () => {
    const id = idIn(await made());
    const { project, folder, run } = plugin.project({
      "Pulumi.yaml": read("examples/go/Pulumi.yaml"),
      "go.mod": read("examples/go/go.mod"),
      "go.sum": read("examples/go/go.sum"),
    });
    run(generation("go"));
    const config = nativeDoor.config(clouds);
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
