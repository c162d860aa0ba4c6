import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { OperationResult } from "../../scripts/runner/stack";
import { type Clouds, program, startClouds } from "./harness/clouds";
import { Project } from "../../scripts/runner/project";
import { succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const repository = resolve(__dirname, "../..");
const shown = ({ stdout, stderr }: OperationResult) => `${stdout}\n${stderr}`;
const failed = (result: OperationResult) => {
  expect(result.ok).toBe(false);
  return shown(result);
};
const web = (ports: string) =>
  `new waldur.SecurityGroup("web", { rules: [{ protocol: "tcp", ports: ${ports} }] });`;

test("a renewed token: refresh and destroy say what works, and both ways work", async () => {
  const { edits, tokens, tenantUuid } = clouds.waldur;
  const renew = async (old: "owner" | "staff", next: "owner" | "staff") => {
    edits.setTokenExpired(next, false);
    edits.setTokenExpired(old, true);
    await stack.configure({ "waldur:token": { secret: tokens[next] } });
  };
  const project = engine.project({ "index.ts": program(web("443")) });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  succeeded(await stack.up());

  await renew("owner", "staff");
  const remedy = /does not accept the token.*pulumi up first, without --refresh, or add --run-program/s;
  expect(failed(await stack.refresh())).toMatch(remedy);
  succeeded(await stack.up());
  succeeded(await stack.refresh());

  await renew("staff", "owner");
  expect(failed(await stack.destroy())).toMatch(remedy);
  succeeded(await stack.destroy({ runProgram: true }));
  expect(edits.groups(tenantUuid).map(({ name }) => name)).toEqual(["default"]);
});

test("an output that turns out to be a group's id or URL is a group in a preset", async () => {
  const { edits, tenantUuid } = clouds.waldur;
  const source = (port: string) => `
    const app = new waldur.SecurityGroup("app", { rules: [] });
    const rules = [
      ...waldur.allow.postgresql({ from: app.id }),
      ...waldur.allow.ping({ from: app.url }),
      ...waldur.allow.${port}({ from: pulumi.output(new pulumi.Config().require("peer")) }),
    ];
    new waldur.SecurityGroup("database", { rules });`;
  const other = edits.createGroup({ name: "other" });
  await edits.backgroundPull(tenantUuid);
  const uuid = (await clouds.waldurId("other")) ?? "none";
  const project = engine.project({
    "index.ts": program(source("ssh")),
    "Pulumi.yaml": "name: ids\nruntime: nodejs\n",
  });
  const config = { ...clouds.config, "ids:peer": uuid };
  const stack = await engine.openStack({ project: project.folder, config });
  succeeded(await stack.preview());
  succeeded(await stack.up());
  const database = edits.groups(tenantUuid).find(({ name }) => name === "database");
  const app = edits.groups(tenantUuid).find(({ name }) => name === "app");
  const peers = database?.rules.map(
    (rule) => `${rule.ethertype} ${rule.protocol} ${rule.port_range_min} ${rule.remote_group_id}`,
  );
  expect(peers?.sort()).toEqual(
    [
      `IPv4 icmp 8 ${app?.id}`,
      `IPv4 tcp 22 ${other.id}`,
      `IPv4 tcp 5432 ${app?.id}`,
      `IPv6 ipv6-icmp 128 ${app?.id}`,
      `IPv6 tcp 22 ${other.id}`,
      `IPv6 tcp 5432 ${app?.id}`,
    ].sort(),
  );
  succeeded(await stack.preview({ expectNoChanges: true }));
  // Another service for the same peer is one change of one group.
  project.write({ "index.ts": program(source("https")) });
  clouds.forget();
  succeeded(await stack.up());
  expect(clouds.writes().filter((call) => call.includes("set_rules"))).toHaveLength(1);
  succeeded(await stack.preview({ expectNoChanges: true }));
});

test("state that cannot be read is reported in one sentence, whose remedy leads to a clean up", async () => {
  const project = engine.project({ "index.ts": program(web("443")) });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  succeeded(await stack.up());
  const file = join(project.folder, "state.json");
  await stack.command("stack", "export", "--file", file);
  const state = JSON.parse(readFileSync(file, "utf8")) as {
    deployment: { resources: { urn: string; id?: string; inputs?: object; outputs?: object }[] };
  };
  const saved = state.deployment.resources.find(({ urn }) => urn.endsWith("::web"));
  Object.assign(saved?.inputs ?? {}, { rules: "all" });
  Object.assign(saved?.outputs ?? {}, { rules: "all" });
  writeFileSync(file, JSON.stringify(state));
  await stack.command("stack", "import", "--file", file);

  const says =
    /state has rules of security group "web" in a form .* pulumi state delete, set adopt to the id/s;
  expect(failed(await stack.preview())).toMatch(says);
  await stack.command("state", "delete", saved?.urn ?? "none", "--yes");
  project.write({ "index.ts": program(web("443").replace("rules", `adopt: "${saved?.id}", rules`)) });
  succeeded(await stack.up());
  succeeded(await stack.preview({ expectNoChanges: true }));
});

test("a program whose folder cannot resolve the package gets an error at once, with the remedy", async () => {
  const entry = JSON.stringify(join(repository, "dist/provider/waldur/index.js"));
  const project = new Project().write({
    "index.js": `const waldur = require(${entry}); new waldur.SecurityGroup("web", { rules: [] });`,
    "Pulumi.yaml": "name: alone\nruntime: nodejs\n",
    "package.json": '{ "main": "index.js" }',
  });
  mkdirSync(join(project.folder, "node_modules"));
  symlinkSync(join(repository, "node_modules/@pulumi"), join(project.folder, "node_modules/@pulumi"), "dir");
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  try {
    clouds.forget();
    expect(failed(await stack.preview())).toMatch(
      /does not find it there: make it a dependency in the package\.json/,
    );
    // The remedy.
    symlinkSync(repository, join(project.folder, "node_modules/pulumi-security-groups"), "dir");
    succeeded(await stack.up());
  } finally {
    project.remove();
  }
});
