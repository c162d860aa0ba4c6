import type { OperationResult } from "../../scripts/runner/stack";
import { type Clouds, program, startClouds } from "./harness/clouds";
import { useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeAll(async () => {
  clouds = await startClouds();
});
afterAll(() => clouds.close());

const STACK_TRACE = /^\s+at .*:\d+:\d+/m;
const shown = ({ stdout, stderr }: OperationResult) => `${stdout}\n${stderr}`;

test("bad input is refused at preview with the rule named, and nothing is sent", async () => {
  const bad: [rule: string, says: RegExp][] = [
    ['{ protocol: "tcp", ports: 22, cidr: "10.0.0.0/33" }', /rules\[0\].*10\.0\.0\.0\/33/],
    ['{ protocol: "tcp", ports: "443-80", cidr: "10.0.0.0/8" }', /rules\[1\].*443-80/],
    ['{ protocol: "tpc", ports: 22, cidr: "10.0.0.0/8" }', /rules\[2\].*tpc/],
    ['{ protocol: "tcp", ports: 22, ethertype: "IPv6", cidr: "10.0.0.0/8" }', /rules\[3\].*IPv6/],
    ['{ protocol: "tcp", ports: 22, cidr: "10.0.0.0/8", remoteGroup: "self" }', /rules\[4\].*remoteGroup/],
    ['{ protocol: "tcp", ports: 22, remoteGroup: "no-such-id" }', /rules\[5\].*no-such-id/],
  ];
  const refused = async (source: string) => {
    const project = engine.project({ "index.ts": program(source) });
    const stack = await engine.openStack({ project: project.folder, config: clouds.config });
    clouds.forget();
    const preview = await stack.preview();
    expect(preview.ok).toBe(false);
    expect(shown(preview)).not.toMatch(STACK_TRACE);
    expect([...clouds.waldur.log.entries(), ...clouds.e24cloud.log.entries()]).toEqual([]);
    return shown(preview);
  };
  const waldur = await refused(
    `new waldur.SecurityGroup("web", { rules: [${bad.map(([rule]) => rule).join()}] });`,
  );
  for (const [, says] of bad) expect(waldur).toMatch(says);

  const e24cloud = await refused(`new e24cloud.FirewallGroup("edge", {
    rules: [{ direction: "IN", protocol: "TCP", ports: "443-80" }, { direction: "IN", protocol: "HTTP" }],
    virtualMachines: ["not-an-id"],
  });`);
  for (const says of [/rules\[0\].*443-80/, /rules\[1\].*HTTP/, /virtualMachines\[0\].*not-an-id/]) {
    expect(e24cloud).toMatch(says);
  }
});

test("a rule that is refused is not printed with the secret it holds", async () => {
  const project = engine.project({
    "index.ts": program(`
      const cidr = pulumi.secret("198.51.100.77/24x");
      new waldur.SecurityGroup("web", { rules: [{ protocol: "tcp", ports: 22, cidr }] });`),
  });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  const preview = await stack.preview();
  expect(preview.ok).toBe(false);
  expect(shown(preview)).toMatch(/rules\[0\]/);
  expect(shown(preview)).not.toContain("198.51.100.77");
});

describe("each ends in one clear sentence without a stack trace:", () => {
  const web = 'new waldur.SecurityGroup("web", { rules: waldur.allow.https() });';
  const edge = 'new e24cloud.FirewallGroup("edge", { rules: e24cloud.allow.https() });';
  test.each<[title: string, config: () => Record<string, string>, source: string, says: RegExp]>([
    [
      "a wrong token",
      () => ({ "waldur:token": "f".repeat(40) }),
      web,
      /create security group "web".*Invalid token.*waldur:token/,
    ],
    [
      "a server that is not there",
      () => ({ "waldur:apiUrl": "http://127.0.0.1:9", "waldur:maxRetries": "0" }),
      web,
      /create security group "web".*cannot reach http:\/\/127\.0\.0\.1:9/,
    ],
    [
      "a tenant that does not exist",
      () => ({ "waldur:tenant": "0".repeat(32) }),
      web,
      /create security group "web".*tenant.*0{32}/,
    ],
    [
      "a wrong secret",
      () => ({ "e24cloud:apiSecret": "wrong" }),
      edge,
      /create firewall group "edge".*e24cloud:apiSecret/,
    ],
    [
      "a cloud that is not there",
      () => ({ "e24cloud:endpoint": "http://127.0.0.1:9", "e24cloud:maxRetries": "0" }),
      edge,
      /create firewall group "edge".*cannot reach http:\/\/127\.0\.0\.1:9/,
    ],
  ])("%s", async (_title, config, source, says) => {
    const project = engine.project({ "index.ts": program(source) });
    const stack = await engine.openStack({
      project: project.folder,
      config: { ...clouds.config, ...config() },
    });
    const up = await stack.up();
    expect(up.ok).toBe(false);
    expect(shown(up)).toMatch(says);
    expect(shown(up)).not.toMatch(STACK_TRACE);
    expect(shown(up)).not.toContain("f".repeat(40));
  });

  test.each([
    ["waldur:apiUrl", web],
    ["waldur:token", web],
    ["e24cloud:apiSecret", edge],
  ])("%s is missing, at preview", async (setting, source) => {
    const project = engine.project({ "index.ts": program(source) });
    const stack = await engine.openStack({ project: project.folder });
    const preview = await stack.preview();
    expect(preview.ok).toBe(false);
    expect(shown(preview)).toMatch(new RegExp(`${setting} is not set`));
  });
});

test("a tenant that does not exist and is misspelt is refused at preview", async () => {
  const project = engine.project({
    "index.ts": program('new waldur.SecurityGroup("web", { tenant: "tenant-main", rules: [] });'),
  });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  expect(shown(await stack.preview())).toMatch(/tenant.*tenant-main/);
});

test("settings that there are not are warned of, each once", async () => {
  const source = 'for (const name of ["one", "two"]) new waldur.SecurityGroup(name, { rules: [] });';
  const project = engine.project({ "index.ts": program(source) });
  const config = {
    ...clouds.config,
    "waldur:apiURL": "https://waldur.example.com",
    "waldur:pollIntervall": "1",
  };
  const stack = await engine.openStack({ project: project.folder, config });
  const preview = await stack.preview();
  expect(preview.ok).toBe(true);
  const diagnostics = shown(preview).split("Diagnostics:")[1] ?? "";
  expect(diagnostics.match(/warning: waldur:.*/g)).toEqual([
    "warning: waldur:apiURL is no setting and is ignored: did you mean waldur:apiUrl?",
    "warning: waldur:pollIntervall is no setting and is ignored: did you mean waldur:pollInterval?",
  ]);
});
