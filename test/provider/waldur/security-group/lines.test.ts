import { until } from "../../../../scripts/runner/until";
import type { WaldurSandbox } from "../../../../sandbox/waldur";
import { securityGroupRules } from "../../../../provider/waldur/security-group-rules/definition";
import { crudFor, ManagedResource, settingsFor, startSandbox } from "../sandbox";

let sandbox: WaldurSandbox;
let web: ManagedResource;
let said: string[];
/** Who made a drift is tested separately. */
const withoutAuthors = (line: string) => line.replace(/ \(in OpenStack, found by .* UTC\)$/, "");

beforeEach(async () => {
  sandbox = await startSandbox();
  web = new ManagedResource(crudFor(settingsFor(sandbox)));
  said = [];
  jest.spyOn(console, "log").mockImplementation((line: string) => void said.push(withoutAuthors(line)));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await sandbox.close();
});

const https = { protocol: "tcp", ports: 443 };
const ssh = { protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" };

/** Somebody opens UDP 53 and closes SSH by hand, and Waldur has seen it. */
async function changedByHand(id = web.id): Promise<void> {
  sandbox.edits.removeRules(id, { port_range_min: 22 });
  sandbox.edits.addRule(id, { protocol: "udp", port_range_min: 53, port_range_max: 53 });
  await sandbox.edits.backgroundPull();
  said.length = 0;
}

describe("a refresh reports what has happened to rules that are managed", () => {
  test("once, and nothing where they are as they were", async () => {
    await web.up({ rules: [https, ssh] });
    await changedByHand();
    await web.refresh();
    expect(said).toEqual(["web: drifted: opened udp 53 from 0.0.0.0/0; closed tcp 22 from 10.0.0.0/8"]);
    said.length = 0;
    await web.refresh();
    expect(said).toEqual([]);
  });

  test("without secret peers", async () => {
    await web.up({ rules: [https, ssh], secretInputs: ["rules.peers"] });
    await changedByHand();
    await web.refresh();
    expect(said).toEqual(["web: drifted: opened udp 53; closed tcp 22"]);
  });

  test("of a group that another resource gives its rules", async () => {
    await web.up({});
    const crud = crudFor(settingsFor(sandbox), securityGroupRules());
    const rules = new ManagedResource(crud, "web-rules");
    await rules.up({ securityGroup: web.id, rules: [https, ssh] });
    await changedByHand();
    await web.refresh();
    expect(said).toEqual([]);
    await rules.refresh();
    expect(said).toEqual(["web-rules: drifted: opened udp 53 from 0.0.0.0/0; closed tcp 22 from 10.0.0.0/8"]);
  });

  test("of a group that is not finished, only what others have opened; of one that is only looked up, nothing", async () => {
    await web.up({ rules: [https] });
    sandbox.faults.add({ level: "openstack", method: "POST", path: "rules", answer: { status: 500 } });
    await expect(web.up({ rules: [https, ssh] })).rejects.toThrow();
    await changedByHand();
    await web.refresh();
    expect(said).toEqual(["web: drifted: opened udp 53 from 0.0.0.0/0"]);
    await web.crud.read(web.id, { rules: {} });
    expect(said).toHaveLength(1);
  });
});

test("a long wait says what it is for", async () => {
  let later = 0;
  const now = performance.now.bind(performance);
  jest.spyOn(performance, "now").mockImplementation(() => now() + later);
  sandbox.settings.set({ worker: false });
  const up = web.up({ rules: [https] });
  await until(() => sandbox.log.count({ method: "GET", path: "openstack-security-groups/[0-9a-f]" }) > 0);
  later = 20_000;
  await until(() => said.some((line) => line.includes("(20 s, timeout")));
  sandbox.settings.set({ worker: true });
  await up;
  expect(said).toEqual([
    "web: opens tcp 443 from 0.0.0.0/0",
    expect.stringContaining("no rule lets anything out"),
    expect.stringMatching(
      /^web: still waiting for Waldur to create the group in OpenStack, state CREAT\w+ \(20 s, timeout in 15 min\)$/,
    ),
  ]);
});
