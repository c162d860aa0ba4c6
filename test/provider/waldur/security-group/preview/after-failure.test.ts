import { SecurityGroupRulesCrud } from "../../../../../provider/waldur/security-group-rules/crud";
import type { WaldurSandbox } from "../../../../../sandbox/waldur";
import { inRun, type Props } from "../../../managed-resource";
import { crudFor, ManagedResource, settingsFor, startSandbox } from "../../sandbox";

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
async function preview(resource: ManagedResource, args: Props): Promise<string> {
  said.mockClear();
  await inRun(resource.crud, () => resource.preview(args));
  return lines();
}
const https = { protocol: "tcp", ports: 443 };
const ssh = { protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" };
const HTTPS_KEY = "ingress IPv4 tcp 443 from 0.0.0.0/0";
const SSH_KEY = "ingress IPv4 tcp 22 from 10.0.0.0/8";
const CHANGE = "opens tcp 22 from 10.0.0.0/8; closes tcp 443 from 0.0.0.0/0; gap-free";

const fail = (status: number, times: number | "forever") =>
  sandbox.faults.add({ method: "POST", path: "set_rules/$", times, answer: { status } });
const rulesInState = ({ outputs }: ManagedResource) => Object.keys(outputs["rules"] ?? {});

test("rules that Waldur has refused are in no output", async () => {
  await stack.up({ rules: [https] });
  fail(403, 1);
  await expect(stack.up({ rules: [ssh] })).rejects.toThrow("Waldur does not allow this");
  expect(rulesInState(stack)).toEqual([HTTPS_KEY]);
  expect(await preview(stack, { rules: [ssh] })).toContain(`web: ${CHANGE}`);
});

test("rules that an update has not come to send are in no output", async () => {
  await stack.up({ rules: [https] });
  sandbox.edits.addRule(stack.id, { protocol: "udp", port_range_min: 53, port_range_max: 53 });
  await sandbox.edits.backgroundPull();
  const args = { rules: [ssh], foreignRules: "refuse" };
  await expect(stack.up(args)).rejects.toThrow("somebody else has added");
  expect(rulesInState(stack)).toEqual([HTTPS_KEY]);
});

describe("where Waldur may yet carry out what was sent", () => {
  const args = { rules: [ssh], timeouts: { update: "2s" } };

  test("the preview reads the group and compares with what is live", async () => {
    await stack.up({ rules: [https] });
    fail(503, "forever");
    await expect(stack.up(args)).rejects.toThrow("503");
    sandbox.faults.clear();
    expect(rulesInState(stack).sort()).toEqual([SSH_KEY, HTTPS_KEY].sort());
    expect(await preview(stack, { rules: [ssh] })).toContain(`web: ${CHANGE}`);
    await stack.up({ rules: [ssh] });
    expect(lines()).not.toContain("somebody else");
    expect(rulesInState(stack)).toEqual([SSH_KEY]);
  });

  test("a preview that cannot read the group says what may open and close", async () => {
    await stack.up({ rules: [https] });
    fail(503, "forever");
    await expect(stack.up(args)).rejects.toThrow("503");
    sandbox.faults.clear();
    sandbox.faults.add({ method: "GET", times: "forever", answer: { status: 403 } });
    expect(await preview(stack, { rules: [ssh] })).toContain(
      "web: opens nothing; closes nothing; may open tcp 22 from 10.0.0.0/8; may close tcp 443 from 0.0.0.0/0, as its " +
        "last update was not finished and its live rules could not be read",
    );
  });

  test("a SecurityGroupRules says the same of its group", async () => {
    await stack.up({});
    const rules = new ManagedResource(
      crudFor(settingsFor(sandbox), new SecurityGroupRulesCrud()),
      "web-rules",
    );
    await rules.up({ securityGroup: stack.id, rules: [https] });
    fail(503, "forever");
    await expect(rules.up({ securityGroup: stack.id, ...args })).rejects.toThrow("503");
    sandbox.faults.clear();
    expect(await preview(rules, { securityGroup: stack.id, rules: [ssh] })).toContain(`web-rules: ${CHANGE}`);
  });
});

test("a refresh after a failed update names what others have opened, and no rule as closed that was only wanted", async () => {
  await stack.up({ rules: [https] });
  fail(503, "forever");
  await expect(stack.up({ rules: [https, ssh], timeouts: { update: "2s" } })).rejects.toThrow("503");
  sandbox.faults.clear();
  sandbox.edits.addRule(stack.id, { protocol: "udp", port_range_min: 53, port_range_max: 53 });
  await sandbox.edits.backgroundPull();
  said.mockClear();
  await stack.refresh();
  expect(lines()).toBe("web: drifted: opened udp 53 from 0.0.0.0/0");
});
