import { securityGroupRules } from "../../../../../provider/waldur/security-group-rules/definition";
import { polled, useClock } from "../../../clock";
import { inRun, type Props } from "../../../managed-resource";
import { useEmulator } from "../../emulator";
import { crudFor, ManagedResource, settingsFor } from "../../sandbox";

const emulator = useEmulator();
const clock = useClock();

const lines = () => emulator.said.mock.calls.flat().join("\n");
/** A preview of its own, which knows nothing of what an earlier run has read. */
async function preview(resource: ManagedResource, args: Props): Promise<string> {
  emulator.said.mockClear();
  await inRun(resource.crud, () => resource.preview(args));
  return lines();
}
const https = { protocol: "tcp", ports: 443 };
const ssh = { protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" };
const HTTPS_KEY = "ingress IPv4 tcp 443 from 0.0.0.0/0";
const SSH_KEY = "ingress IPv4 tcp 22 from 10.0.0.0/8";
const CHANGE = "opens tcp 22 from 10.0.0.0/8; closes tcp 443 from 0.0.0.0/0; gap-free";

const fail = (status: number, times: number | "forever") =>
  emulator.sandbox.faults.add({ method: "POST", path: "set_rules/$", times, answer: { status } });
/** Lets all time of an operation pass once it only waits. */
const late = async (operation: Promise<unknown>) =>
  clock.passes(900, operation, polled(emulator.sandbox.log));
const rulesInState = ({ outputs }: ManagedResource) => Object.keys(outputs["rules"] ?? {});

test("rules that Waldur has refused are in no output", async () => {
  await emulator.stack.up({ rules: [https] });
  fail(403, 1);
  await expect(emulator.stack.up({ rules: [ssh] })).rejects.toThrow("Waldur does not allow this");
  expect(rulesInState(emulator.stack)).toEqual([HTTPS_KEY]);
  expect(await preview(emulator.stack, { rules: [ssh] })).toContain(`web: ${CHANGE}`);
});

test("rules that an update has not come to send are in no output", async () => {
  await emulator.stack.up({ rules: [https] });
  await emulator.addByHand(53, { protocol: "udp" });
  const args = { rules: [ssh], foreignRules: "refuse" };
  await expect(late(emulator.stack.up(args))).rejects.toThrow("somebody else has added");
  expect(rulesInState(emulator.stack)).toEqual([HTTPS_KEY]);
});

describe("where Waldur may yet carry out what was sent", () => {
  const args = { rules: [ssh] };

  test("the preview reads the group and compares with what is live", async () => {
    await emulator.stack.up({ rules: [https] });
    fail(503, "forever");
    await expect(late(emulator.stack.up(args))).rejects.toThrow("503");
    emulator.sandbox.faults.clear();
    expect(rulesInState(emulator.stack).sort()).toEqual([SSH_KEY, HTTPS_KEY].sort());
    expect(await preview(emulator.stack, { rules: [ssh] })).toContain(`web: ${CHANGE}`);
    await emulator.stack.up({ rules: [ssh] });
    expect(lines()).not.toContain("somebody else");
    expect(rulesInState(emulator.stack)).toEqual([SSH_KEY]);
  });

  test("a preview that cannot read the group says what may open and close", async () => {
    await emulator.stack.up({ rules: [https] });
    fail(503, "forever");
    await expect(late(emulator.stack.up(args))).rejects.toThrow("503");
    emulator.sandbox.faults.clear();
    emulator.sandbox.faults.add({ method: "GET", times: "forever", answer: { status: 403 } });
    expect(await preview(emulator.stack, { rules: [ssh] })).toContain(
      "web: opens nothing; closes nothing; may open tcp 22 from 10.0.0.0/8; may close tcp 443 from 0.0.0.0/0, as its " +
        "last update was not finished and its live rules could not be read",
    );
  });

  test("a SecurityGroupRules says the same of its group", async () => {
    await emulator.stack.up({});
    const rules = new ManagedResource(
      crudFor(settingsFor(emulator.sandbox), securityGroupRules()),
      "web-rules",
    );
    await rules.up({ securityGroup: emulator.stack.id, rules: [https] });
    fail(503, "forever");
    await expect(late(rules.up({ securityGroup: emulator.stack.id, ...args }))).rejects.toThrow("503");
    emulator.sandbox.faults.clear();
    expect(await preview(rules, { securityGroup: emulator.stack.id, rules: [ssh] })).toContain(
      `web-rules: ${CHANGE}`,
    );
  });
});

test("a refresh after a failed update names what others have opened, and no rule as closed that was only wanted", async () => {
  await emulator.stack.up({ rules: [https] });
  fail(503, "forever");
  await expect(late(emulator.stack.up({ rules: [https, ssh] }))).rejects.toThrow("503");
  emulator.sandbox.faults.clear();
  await emulator.addByHand(53, { protocol: "udp" });
  emulator.said.mockClear();
  await emulator.stack.refresh();
  expect(lines()).toMatch(
    /^web: drifted: opened udp 53 from 0\.0\.0\.0\/0 \(in OpenStack, found by a pull of Waldur itself, \S+ \S+ UTC\)$/,
  );
});
