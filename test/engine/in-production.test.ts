import { transformSync } from "@swc/core";
import { runInNewContext } from "node:vm";
import * as waldur from "../../provider/waldur";
import type { OperationResult } from "../../scripts/runner/stack";
import { type Clouds, program, startClouds } from "./harness/clouds";
import { read, snippets as snippetsOf } from "./harness/pages";
import { succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const several = snippetsOf(read("docs/guides/several-stacks.md"), "ts");
const review = read("docs/guides/review-in-ci.md");
const production = read("docs/guides/in-production.md");
const shown = ({ stdout, stderr }: OperationResult) => `${stdout}\n${stderr}`;

test("a pipeline notices what somebody changed by hand, and the log has the calls", async () => {
  expect(snippetsOf(production, "sh").join("")).toBe(
    [
      "export PULUMI_SECURITY_GROUPS_NOTES=/run/pulumi-notes\n",
      "PULUMI_SECURITY_GROUPS_LOG=debug pulumi preview\n",
    ].join(""),
  );
  expect(snippetsOf(review, "sh")).toContain(
    "pulumi preview --expect-no-changes\npulumi refresh --preview-only --expect-no-changes\n",
  );
  const project = engine.project({
    "index.ts": program('new waldur.SecurityGroup("web", { rules: [{ protocol: "tcp", ports: 443 }] });'),
  });
  const env = { PULUMI_SECURITY_GROUPS_LOG: "debug" };
  const stack = await engine.openStack({ project: project.folder, config: clouds.config, env });
  const up = succeeded(await stack.up());
  expect(shown(up)).toMatch(
    /pulumi-security-groups: POST \/api\/openstack-tenants\/\w+\/create_security_group\/: 201/,
  );
  expect(shown(up)).not.toContain(clouds.waldur.token);
  succeeded(await stack.preview({ expectNoChanges: true }));

  const group = clouds.waldur.edits.groups(clouds.waldur.tenantUuid).find(({ name }) => name === "web");
  clouds.waldur.edits.addRule(group?.id ?? "", {
    protocol: "tcp",
    port_range_min: 3389,
    port_range_max: 3389,
  });
  await clouds.waldur.edits.backgroundPull();
  const drift = await stack.command("refresh", "--preview-only", "--expect-no-changes").catch(String);
  expect(JSON.stringify(drift)).toContain("web: drifted: opened tcp 3389 from 0.0.0.0/0");
});

test("an id of another stack's group, from the configuration", async () => {
  const [source = ""] = several;
  const { waldur } = clouds;
  const { id } = waldur.edits.createGroup({ name: "monitoring", description: "of another stack" });
  await waldur.edits.backgroundPull(waldur.tenantUuid);
  const monitoringGroup = (await clouds.waldurId("monitoring")) ?? "";
  const project = engine.project({
    "index.ts": source,
    "Pulumi.yaml": "name: production\nruntime: nodejs\n",
  });
  const config = { ...clouds.config, "production:monitoringGroup": monitoringGroup };
  const stack = await engine.openStack({ project: project.folder, config });
  succeeded(await stack.up());
  const web = waldur.edits.groups(waldur.tenantUuid).find(({ name }) => name === "web");
  expect(web?.rules.map(({ remote_group_id: peer }) => peer)).toContain(id);
});

test("rules of another stack's group, and a group of this one that names it", async () => {
  const [, source = ""] = several;
  const { edits, tenantUuid } = clouds.waldur;
  const { id } = edits.createGroup({ name: "database", description: "of another stack" });
  await edits.backgroundPull(tenantUuid);
  const databaseGroup = (await clouds.waldurId("database")) ?? "";
  const project = engine.project({
    "index.ts": source,
    "Pulumi.yaml": "name: production\nruntime: nodejs\n",
  });
  const config = { ...clouds.config, "production:databaseGroup": databaseGroup };
  const stack = await engine.openStack({ project: project.folder, config });
  succeeded(await stack.up());
  const named = (name: string) => edits.groups(tenantUuid).find((group) => group.name === name);
  const shop = named("shop");
  const peers = (name: string) => new Set(named(name)?.rules.map(({ remote_group_id: peer }) => peer));
  expect(peers("database")).toEqual(new Set([shop?.id]));
  expect(peers("shop")).toEqual(new Set([id]));
  succeeded(await stack.up({ expectNoChanges: true }));

  succeeded(await stack.destroy());
  expect(named("database")?.rules).toEqual([]);
  expect(named("shop")).toBeUndefined();
});

test("the policy finds SSH that is open to the world", () => {
  const [source = ""] = snippetsOf(review, "ts");
  const { opensSsh } = evaluated(source);
  expect(opensSsh({ "ingress IPv4 tcp 22 from 0.0.0.0/0": {} })).toBe(true);
  expect(opensSsh({ "ingress IPv6 tcp 20-25 from ::/0": {} })).toBe(true);
  expect(opensSsh({ "ingress IPv4 any from 0.0.0.0/0": {} })).toBe(true);
  expect(opensSsh({ "ingress IPv4 tcp 22 from 10.0.0.0/8": {}, "egress IPv4 tcp 22 to 0.0.0.0/0": {} })).toBe(
    false,
  );
  expect(opensSsh({ "ingress IPv4 tcp 443 from 0.0.0.0/0": { description: "web" } })).toBe(false);
});

/** What a snippet exports. */
function evaluated(source: string): { opensSsh: (rules: object) => boolean } {
  const { code } = transformSync(source, {
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "commonjs" },
  });
  const module = { exports: {} as { opensSsh: (rules: object) => boolean } };
  const load = (path: string): unknown => (path === "pulumi-security-groups/waldur" ? waldur : undefined);
  runInNewContext(code, { module, exports: module.exports, require: load });
  return module.exports;
}
