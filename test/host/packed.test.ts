import { providerText } from "../../provider/engine/dynamic-resource";
import { type Clouds, startClouds } from "../engine/harness/clouds";
import { installedIn } from "../engine/harness/packed";
import type { Project } from "../../scripts/runner/project";
import { type Host, type HostFailure, startHost, unknown } from "../../scripts/host/host";

let clouds: Clouds;
let project: Project;
let config: Record<string, string>;
const hosts: Host[] = [];
beforeAll(async () => {
  clouds = await startClouds();
  project = installedIn({ "package.json": JSON.stringify({ name: "host", private: true }) });
  const known = Object.entries(clouds.config);
  config = Object.fromEntries(
    known.map(([key, value]) => [key, typeof value === "string" ? value : value.secret]),
  );
});
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  project.remove();
  await clouds.close();
});

async function hostFor(handler: Parameters<typeof providerText>[0], changed: Record<string, string> = {}) {
  const provider = providerText(handler);
  const host = await startHost({ cwd: project.folder, provider, config: { ...config, ...changed } });
  hosts.push(host);
  return host;
}

const https = { protocol: "tcp", ports: 443, cidr: "0.0.0.0/0" };
const ssh = { protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" };

test("the line of code in state is what it has always been", () => {
  expect(providerText("waldurSecurityGroup")).toBe(
    'exports.handler = () => require("pulumi-security-groups/provider").waldurSecurityGroup;',
  );
  expect(providerText("waldurSecurityGroupRules")).toBe(
    'exports.handler = () => require("pulumi-security-groups/provider").waldurSecurityGroupRules;',
  );
  expect(providerText("e24cloudFirewallGroup")).toBe(
    'exports.handler = () => require("pulumi-security-groups/provider").e24cloudFirewallGroup;',
  );
});

test.each([
  ["waldurSecurityGroup", { name: "web", rules: [https] }, [https, ssh]],
  [
    "e24cloudFirewallGroup",
    { name: "edge", rules: [{ protocol: "tcp", ports: 443 }] },
    [
      { protocol: "tcp", ports: 443 },
      { protocol: "tcp", ports: 22, srcAddress: "10.0.0.0/8" },
    ],
  ],
] as const)("%s lives its life as the engine calls it", async (handler, props, moreRules) => {
  const host = await hostFor(handler);
  const { inputs, failures } = await host.check({}, { ...props, rules: [...props.rules] });
  expect(failures).toEqual([]);

  const { id, outputs } = await host.create(inputs);
  expect(outputs).toMatchObject(inputs);
  expect(await host.diff(id, outputs, inputs)).toMatchObject({ changes: false });

  const read = await host.read(id, outputs);
  expect(read.inputs).toEqual(inputs);
  expect(await host.diff(id, read.outputs, inputs)).toMatchObject({ changes: false });

  const { inputs: more } = await host.check(inputs, { ...props, rules: [...moreRules] });
  expect(await host.diff(id, outputs, more)).toMatchObject({ changes: true, replaces: [] });
  const updated = await host.update(id, outputs, more);
  expect(Object.keys(updated["rules"] ?? {})).toHaveLength(2);
  expect((await host.read(id, updated)).inputs).toEqual(more);

  // A process serves one run of the engine, and a run deletes nothing that it has made.
  const later = await hostFor(handler);
  await later.delete(id, updated);
  // OpenStack may keep what Waldur has forgotten: the next update finds out.
  const isWaldur = handler === "waldurSecurityGroup";
  expect(await later.read(id, updated)).toMatchObject(isWaldur ? { outputs: { state: "GONE" } } : { id: "" });
});

test("what is unknown is let through by check and counts as changed in diff", async () => {
  const host = await hostFor("waldurSecurityGroup");
  const { inputs, failures } = await host.check(
    {},
    {
      name: unknown,
      description: unknown,
      rules: [
        { protocol: "tcp", ports: 443, cidr: unknown },
        unknown,
        { protocol: unknown, ports: 22, remoteGroup: unknown },
      ],
    },
  );
  expect(failures).toEqual([]);
  expect(JSON.stringify(Object.keys(inputs["rules"] ?? {}))).not.toContain(unknown);
  expect(await host.diff("id", {}, inputs)).toMatchObject({ changes: true });
});

test("calls side by side before the first has been answered all know the settings", async () => {
  const host = await hostFor("waldurSecurityGroup");
  const checks = await Promise.all([1, 2, 3].map((n) => host.check({}, { name: `side-${n}`, rules: [] })));
  const created = await Promise.all(checks.map(({ inputs }) => host.create(inputs)));
  await Promise.all(created.map(({ id, outputs }) => host.delete(id, outputs)));
});

test("an error is one sentence without a stack trace", async () => {
  const host = await hostFor("waldurSecurityGroup", { "waldur:token": "f".repeat(40) });
  const { inputs } = await host.check({}, { name: "web", rules: [] });
  const error = await host.create(inputs).catch((thrown: HostFailure) => thrown);
  expect(error).toMatchObject({
    message: expect.stringMatching(
      /^create security group "web": Waldur does not accept the token/,
    ) as string,
  });
  await host.read("0".repeat(32), inputs).catch(() => undefined);
  await host.printed.include("refresh security group");
  expect(host.printed.text).not.toMatch(/^\s+at /m);
});
