import type { WaldurSandbox } from "../../../../../sandbox/waldur";
import { inRun, type Props } from "../../../managed-resource";
import { crudFor, enforced, ManagedResource, settingsFor, startSandbox } from "../../sandbox";

let sandbox: WaldurSandbox;
let stack: ManagedResource;
let said: jest.SpyInstance;

beforeEach(async () => {
  sandbox = await startSandbox();
  stack = new ManagedResource(crudFor(settingsFor(sandbox)));
  said = jest.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(async () => {
  said.mockRestore();
  await sandbox.close();
});

const lines = () => said.mock.calls.flat().join("\n");
/** A preview of its own, which knows nothing of what an earlier run has read. */
const preview = (resource: ManagedResource, args: Props) =>
  inRun(resource.crud, () => resource.preview(args));
const https = { protocol: "tcp", ports: 443 };

async function addSsh(): Promise<void> {
  sandbox.edits.addRule(stack.id, {
    protocol: "tcp",
    port_range_min: 22,
    port_range_max: 22,
    remote_ip_prefix: "192.0.2.0/24",
  });
  await sandbox.edits.backgroundPull();
}

test("beginning to manage rules is a takeover of the live ones: the preview says what closes", async () => {
  await stack.up({});
  await addSsh();
  await preview(stack, { rules: [https] });
  expect(lines()).toContain(
    "web: begins to manage its rules; opens tcp 443 from 0.0.0.0/0; closes tcp 22 from 192.0.2.0/24",
  );
  await stack.up({ rules: [https] });
  expect(enforced(sandbox, stack.id)).toEqual(["ingress IPv4 tcp 443-443 0.0.0.0/0"]);
});

test("where the live rules cannot be read, the preview says that they go", async () => {
  await stack.up({});
  sandbox.faults.add({ method: "GET", times: "forever", answer: { status: 403 } });
  await preview(stack, { rules: [https] });
  expect(lines()).toContain(
    "its live rules could not be read, and those that the program does not have are removed",
  );
});

test("giving rules up leaves them; to begin again is to take them over again", async () => {
  await stack.up({ rules: [https] });
  await preview(stack, {});
  expect(lines()).toContain("web: its rules are no longer managed; they stay");
  await stack.up({});
  await addSsh();
  expect(enforced(sandbox, stack.id)).toHaveLength(2);
  said.mockClear();
  await preview(stack, { rules: [https] });
  expect(lines()).toMatch(/web: begins to manage its rules; .*closes tcp 22 from 192\.0\.2\.0\/24/);
});

test("equal rules with different descriptions make the same rule in any order, and lint can refuse them", async () => {
  const twins = [{ ...https, description: "shop" }, { ...https, description: "api" }, { ...https }];
  await stack.up({ rules: twins });
  expect(stack.outputs["rules"]).toEqual({ "ingress IPv4 tcp 443 from 0.0.0.0/0": { description: "api" } });
  expect(await stack.up({ rules: twins.toReversed() })).toBe("unchanged");
  const { failures = [] } = await preview(stack, { rules: twins, lint: "error" });
  expect(failures.map(({ reason }) => reason).join("\n")).toContain(
    "rules[0] and rules[1] are one rule with different descriptions: leave one of them out",
  );
});
