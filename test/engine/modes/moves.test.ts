import { join } from "node:path";
import type { Project } from "../../../scripts/runner/project";
import type { Stack } from "../../../scripts/runner/stack";
import { type Clouds, startClouds } from "../harness/clouds";
import { steps, succeeded, useEngine } from "../harness/stacks";
import { useYaml } from "../harness/yaml";
import {
  type ProviderMode,
  dynamicMode,
  nativeMode,
  type Resources,
  SAME_PROJECT,
  stackInMode,
} from "./provider-mode";

useYaml();
const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const open = (mode: ProviderMode, resources: Resources) =>
  stackInMode(mode, engine, clouds, resources, SAME_PROJECT);

async function hand(from: { stack: Stack; project: Project }, to: { stack: Stack }): Promise<void> {
  const file = join(from.project.folder, "state.json");
  await from.stack.command("stack", "export", "--file", file);
  await to.stack.command("stack", "import", "--file", file);
}

const ops = (result: Parameters<typeof steps>[0]) => [...new Set(steps(result).map(({ op }) => op))].sort();

const secret = { secret: "198.51.100.77/32" };
const many = Object.fromEntries(
  Array.from({ length: 28 }, (_, n): [string, Resources[string]] => [
    `web${n}`,
    {
      type: "waldur:SecurityGroup",
      args: {
        description: `number ${n}`,
        rules: [{ protocol: "tcp", ports: 8000 + n, cidr: n === 0 ? secret : "10.0.0.0/8" }],
      },
    },
  ]),
);
const thirty: Resources = {
  ...many,
  bare: { type: "waldur:SecurityGroup", args: {} },
  bareRules: {
    type: "waldur:SecurityGroupRules",
    args: {
      securityGroup: { from: "bare" },
      rules: [{ protocol: "udp", ports: 53, remoteGroup: { from: "web1" } }],
    },
  },
  edge: {
    type: "e24cloud:FirewallGroup",
    args: { rules: [{ protocol: "tcp", ports: 443 }, { direction: "OUT" }], active: true },
  },
};

test("a stack of 30 groups moves to the plugin and back without a write", async () => {
  const dynamic = await open(dynamicMode, thirty);
  succeeded(await dynamic.stack.up());
  const native = await open(nativeMode, thirty);
  clouds.forget();

  await hand(dynamic, native);
  succeeded(await native.stack.up({ expectNoChanges: true }));
  succeeded(await native.stack.refresh());
  succeeded(await native.stack.up({ expectNoChanges: true }));
  expect(native.stack.stateFile()).not.toContain("198.51.100.77");

  await hand(native, dynamic);
  // The line of code comes back into state by an update that sends nothing.
  expect(ops(succeeded(await dynamic.stack.preview()))).toEqual(["same", "update"]);
  succeeded(await dynamic.stack.up());
  succeeded(await dynamic.stack.up({ expectNoChanges: true, refresh: true }));
  expect(dynamic.stack.stateFile()).not.toContain("198.51.100.77");
  expect(clouds.writes()).toEqual([]);

  succeeded(await dynamic.stack.destroy());
  expect(clouds.waldur.edits.groups(clouds.waldur.tenantUuid).map(({ name }) => name)).toEqual(["default"]);
});

test("a group that moves and is renamed in one edit keeps its id, both ways", async () => {
  const rules = [{ protocol: "tcp", ports: 443 }];
  const named = (name: string, options: object = {}): Resources => ({
    [name]: { type: "waldur:SecurityGroup", args: { name: "web", rules }, options: { ...options } },
  });
  const dynamic = await open(dynamicMode, named("one"));
  succeeded(await dynamic.stack.up());
  const { oneId: id } = await dynamic.stack.outputs();
  clouds.forget();

  // YAML has URNs alone for aliases.
  const former = "urn:pulumi:dev::native::pulumi-nodejs:dynamic/waldur:SecurityGroup::one";
  const native = await open(nativeMode, named("two", { aliases: [former] }));
  await hand(dynamic, native);
  expect(ops(succeeded(await native.stack.up()))).toEqual(["same"]);
  expect(await native.stack.outputs()).toEqual({ twoId: id });

  dynamic.write(named("three", { aliases: [{ name: "two" }] }));
  await hand(native, dynamic);
  expect(ops(succeeded(await dynamic.stack.up()))).toEqual(["same"]);
  expect(await dynamic.stack.outputs()).toEqual({ threeId: id });
  succeeded(await dynamic.stack.up({ expectNoChanges: true, refresh: true }));
  expect(clouds.writes()).toEqual([]);
});

test("a group that the plugin has imported can be managed by a program of dynamic resources", async () => {
  const program: Resources = {
    web: { type: "waldur:SecurityGroup", args: { rules: [{ protocol: "tcp", ports: 443 }] } },
  };
  const first = await open(dynamicMode, program);
  succeeded(await first.stack.up());
  const { webId } = await first.stack.outputs();
  clouds.forget();

  const native = await open(nativeMode, {});
  await native.stack.command(
    ...["import", "security-groups:waldur:SecurityGroup", "web", String(webId)],
    ...["--yes", "--protect=false", "--generate-code=false"],
  );
  const dynamic = await open(dynamicMode, program);
  await hand(native, dynamic);
  succeeded(await dynamic.stack.up());
  succeeded(await dynamic.stack.refresh());
  succeeded(await dynamic.stack.up({ expectNoChanges: true }));
  expect(clouds.writes()).toEqual([]);
  succeeded(await dynamic.stack.destroy());
  expect(() => clouds.waldur.edits.group(String(webId))).toThrow();
});
