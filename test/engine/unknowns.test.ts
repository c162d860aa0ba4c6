import { UNKNOWN } from "../../provider/rules/rule-map";
import { type Clouds, program, startClouds } from "./harness/clouds";
import { succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeAll(async () => {
  clouds = await startClouds();
});
afterAll(() => clouds.close());

const source = program(`
  const monitoring = new waldur.SecurityGroup("monitoring", { rules: waldur.allow.egress() });
  const cidr = monitoring.id.apply(() => "10.1.0.0/16");
  export const web = new waldur.SecurityGroup("web", {
    rules: [
      ...waldur.allow.ssh({ from: monitoring }),
      { protocol: "tcp", ports: 9100, remoteGroup: monitoring.id },
      { protocol: "tcp", ports: 5432, cidr },
      { protocol: "tcp", ports: 8080, cidr: "10.0.0.0/8" },
      cidr.apply((one) => ({ protocol: "udp", ports: 53, cidr: one })),
    ],
  }).id;
  export const edge = new e24cloud.FirewallGroup("edge", {
    rules: [{ direction: "IN", protocol: "TCP", ports: 22, srcAddress: cidr }, ...e24cloud.allow.egress()],
  }).id;
  export const all = new waldur.SecurityGroup("all", {
    description: monitoring.backendId,
    rules: monitoring.id.apply(() => waldur.allow.https()),
  }).id;
  export const backendId = monitoring.backendId;
`);

test("rules may hold values of resources that do not exist yet", async () => {
  const project = engine.project({ "index.ts": source });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  const preview = succeeded(await stack.preview({ diff: true }));
  expect(preview.stdout + preview.stderr).not.toContain(UNKNOWN);
  expect(preview.stdout).toContain("ingress IPv4 tcp 8080 from 10.0.0.0/8");
  expect(preview.stdout).toContain("(unknown 1)");
  // A group that does not exist yet has its resource's name, whether a rule names the group or its id.
  for (const ports of [22, 9100])
    expect(preview.stdout).toContain(`ingress IPv4 tcp ${ports} from group (unknown monitoring)`);

  const up = succeeded(await stack.up({ diff: true }));
  expect(up.stdout + up.stderr).not.toContain(UNKNOWN);
  expect(stack.stateFile()).not.toContain(UNKNOWN);
  const { web, all, backendId } = await stack.outputs();
  expect(clouds.waldur.edits.group(String(web)).rules).toHaveLength(6);
  expect(clouds.waldur.edits.group(String(all)).rules).toHaveLength(2);
  expect(clouds.waldur.edits.group(String(all)).description).toBe(backendId);
  succeeded(await stack.up({ expectNoChanges: true }));
});
