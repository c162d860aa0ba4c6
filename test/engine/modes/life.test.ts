import { UNKNOWN } from "../../../provider/rules/rule-map";
import type { OperationResult } from "../../../scripts/runner/stack";
import { type Clouds, startClouds } from "../harness/clouds";
import { steps, succeeded, useEngine } from "../harness/stacks";
import { useYaml } from "../harness/yaml";
import { nativeMode, type Resources, stackInMode } from "./provider-mode";

/** Through the plugin. For dynamic resources see `life.test.ts`, `unknowns.test.ts` and `mistakes.test.ts`. */

useYaml();
const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const kinds = (result: OperationResult) =>
  steps(result)
    .filter(({ type }) => type !== "pulumi:pulumi:Stack")
    .map(({ op }) => op)
    .sort();

/** The keys of rules that come (`+`), go (`-`) and change (`~`), as the engine prints them. */
function shownRules({ stdout }: OperationResult): string[] {
  const lines = [...stdout.matchAll(/^\s*([+~-])\s*"?((?:ingress|egress) [^":]*(?::[^":]*)*?)"?\s*:/gm)];
  return [...new Set(lines.map(([, mark, key]) => `${mark} ${key?.trim()}`))].sort();
}

const https = { protocol: "tcp", ports: 443, cidr: "0.0.0.0/0", description: "the world" };
const ssh = { protocol: "tcp", ports: 22, cidr: "203.0.113.0/24" };
const exporters = { protocol: "tcp", ports: "9100-9104", cidr: "10.0.0.0/8" };
const dns = { protocol: "udp", ports: 53, srcAddress: "10.0.0.0/8" };
const out = { direction: "OUT" };

const program = (web: Resources["web"]["args"]["rules"], edge = [dns, out]): Resources => ({
  web: { type: "waldur:SecurityGroup", args: { description: "web servers", rules: web } },
  edge: { type: "e24cloud:FirewallGroup", args: { rules: edge, active: true } },
  kept: { type: "waldur:SecurityGroup", args: { name: "from elsewhere" } },
  keptRules: {
    type: "waldur:SecurityGroupRules",
    args: {
      securityGroup: { from: "kept" },
      rules: [{ protocol: "tcp", ports: 5432, remoteGroup: { from: "web" } }],
    },
  },
});

test("a life: nothing to do does nothing, an edit changes one rule, a refresh finds drift, a destroy leaves nothing", async () => {
  const { stack, write } = await stackInMode(nativeMode, engine, clouds, program([https, ssh]));
  clouds.forget();
  const preview = succeeded(await stack.preview({ diff: true }));
  expect(kinds(preview)).toEqual(["create", "create", "create", "create"]);
  expect(preview.stdout + preview.stderr).not.toContain(UNKNOWN);
  expect(clouds.writes()).toEqual([]);

  succeeded(await stack.up());
  const { webId, edgeId, keptId, keptRulesId } = await stack.outputs();
  expect(clouds.waldur.edits.group(String(webId)).rules).toHaveLength(2);
  expect(clouds.waldur.edits.group(String(keptId)).name).toBe("from elsewhere");
  expect(keptRulesId).toBe(keptId);
  expect(clouds.e24cloud.secondWriter.groups().find(({ id }) => id === edgeId)).toMatchObject({
    name: "edge",
    active: true,
  });

  clouds.forget();
  expect(kinds(succeeded(await stack.up({ expectNoChanges: true })))).toEqual([
    "same",
    "same",
    "same",
    "same",
  ]);
  // Order means nothing.
  write(program([ssh, https]));
  succeeded(await stack.preview({ expectNoChanges: true }));
  expect(clouds.writes()).toEqual([]);

  write(program([exporters, https]));
  const edited = succeeded(await stack.preview({ diff: true }));
  expect(kinds(edited)).toEqual(["same", "same", "same", "update"]);
  expect(shownRules(edited)).toEqual([
    "+ ingress IPv4 tcp 9100-9104 from 10.0.0.0/8",
    "- ingress IPv4 tcp 22 from 203.0.113.0/24",
  ]);
  expect(edited.stdout).not.toContain("the world");
  expect(edited.stdout + edited.stderr).toContain(
    "web: opens tcp 9100-9104 from 10.0.0.0/8; closes tcp 22 from 203.0.113.0/24; gap-free",
  );
  succeeded(await stack.up());

  clouds.waldur.edits.addRule(String(webId), { protocol: "tcp", port_range_min: 23, port_range_max: 23 });
  await clouds.waldur.edits.backgroundPull();
  expect(shownRules(succeeded(await stack.refresh({ diff: true })))).toEqual([
    "+ ingress IPv4 tcp 23 from 0.0.0.0/0",
  ]);
  succeeded(await stack.up());
  expect(clouds.waldur.edits.group(String(webId)).rules).toHaveLength(2);
  succeeded(await stack.up({ expectNoChanges: true, refresh: true }));

  // A group that the rules of another resource name goes with these, and nothing else does.
  const target = steps(edited).flatMap(({ urn }) => (urn.endsWith("::kept") ? [urn] : []));
  const targeted = succeeded(await stack.destroy({ target, targetDependents: true }));
  expect(targeted.summary).toMatchObject({ delete: 2 });
  expect(() => clouds.waldur.edits.group(String(keptId))).toThrow();
  expect(clouds.waldur.edits.group(String(webId)).rules).toHaveLength(2);

  expect(kinds(succeeded(await stack.destroy()))).toEqual(["delete", "delete"]);
  expect(() => clouds.waldur.edits.group(String(webId))).toThrow();
  expect(clouds.e24cloud.secondWriter.groups().map(({ id }) => id)).not.toContain(edgeId);
});

test("wrong inputs and missing settings are refused in the preview, with a remedy", async () => {
  const { stack } = await stackInMode(nativeMode, engine, clouds, {
    web: { type: "waldur:SecurityGroup", args: { rules: [{ protocol: "tcp", ports: 70000 }] } },
  });
  const { ok, error = "" } = await stack.preview();
  expect(ok).toBe(false);
  expect(error).toContain("rules[0]");
  expect(error).toContain("70000");
});

test("through the plugin, what is not known yet shows as such, and is known afterwards", async () => {
  const { stack } = await stackInMode(nativeMode, engine, clouds, {
    first: { type: "waldur:SecurityGroup", args: { rules: [https] } },
    second: {
      type: "waldur:SecurityGroup",
      args: {
        description: { from: "first.backendId" },
        rules: [{ protocol: "tcp", ports: 22, remoteGroup: { from: "first" } }],
      },
    },
  });
  const preview = succeeded(await stack.preview({ diff: true }));
  expect(preview.stdout + preview.stderr).not.toContain(UNKNOWN);
  expect(preview.stdout).toContain("(unknown 1)");
  succeeded(await stack.up());
  expect(stack.stateFile()).not.toContain(UNKNOWN);
  const { firstId, secondId } = await stack.outputs();
  const second = clouds.waldur.edits.group(String(secondId));
  const first = clouds.waldur.edits.group(String(firstId));
  expect(second.rules.map((rule) => rule.remote_group_id)).toEqual([first.id]);
  expect(second.description).toBe(first.id);
  succeeded(await stack.up({ expectNoChanges: true }));
});

test("the native provider mode names each changed field by its path", async () => {
  const { stack, write } = await stackInMode(nativeMode, engine, clouds, program([https, ssh]));
  succeeded(await stack.up());
  write(program([{ ...https, description: "everybody" }, exporters], [out]));
  const preview = succeeded(await stack.preview());
  const changed = (name: string): string[] => {
    const step = steps(preview).find(({ urn }) => urn.endsWith(`::${name}`));
    return Object.keys(step?.detailedDiff ?? {}).sort();
  };
  expect(changed("web")).toEqual([
    'rules["ingress IPv4 tcp 22 from 203.0.113.0/24"]',
    'rules["ingress IPv4 tcp 443 from 0.0.0.0/0"].description',
    'rules["ingress IPv4 tcp 9100-9104 from 10.0.0.0/8"]',
  ]);
  expect(changed("edge")).toEqual(['rules["ingress udp 53 from 10.0.0.0/8"]']);
});
