import { useEmulator } from "../../emulator";
import { crudFor, ManagedResource, settingsFor } from "../../sandbox";
import { securityGroupRules } from "../../../../../provider/waldur/security-group-rules/definition";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443 };
const http = { protocol: "tcp", ports: 80 };
const office = { protocol: "tcp", ports: 22, cidr: "198.51.100.0/24" };

/** Somebody else opens SSH to the world, and an update of other rules has seen that. */
async function sshForAll(): Promise<void> {
  await emulator.addByHand(22);
}

async function said(resource: ManagedResource, args: Record<string, unknown>): Promise<string> {
  emulator.said.mockClear();
  const { failures = [] } = await resource.preview(args);
  expect(failures).toEqual([]);
  return emulator.said.mock.calls.flat().join("\n");
}

describe("rules of others that state has seen", () => {
  beforeEach(async () => {
    await emulator.stack.up({ rules: [https, office] });
    await sshForAll();
    await emulator.stack.up({ rules: [https, http, office] });
  });

  test("still allow what a rule of the program allowed", async () => {
    expect(await said(emulator.stack, { rules: [https, http] })).toBe(
      "web: opens nothing; closes nothing; gap-free",
    );
  });

  test("are not news where the program comes to allow a part of the same", async () => {
    const more = { ...office, cidr: "203.0.113.0/24" };
    expect(await said(emulator.stack, { rules: [https, http, office, more] })).toBe(
      "web: opens nothing; closes nothing; gap-free",
    );
  });

  test("close where they are to be removed", async () => {
    expect(await said(emulator.stack, { rules: [https], foreignRules: "remove" })).toBe(
      "web: opens nothing; closes tcp 22, 80 from 0.0.0.0/0; gap-free",
    );
  });

  test("stay where the program changes no rule, whatever it says about them", async () => {
    const args = { rules: [https, http, office], foreignRules: "remove" };
    expect(await said(emulator.stack, args)).toBe("");
    expect(await emulator.stack.up(args)).toBe("updated");
    expect(emulator.sandbox.edits.group(emulator.stack.id).rules).toHaveLength(4);
  });
});

test("so do the statements about SecurityGroupRules", async () => {
  await emulator.stack.up({});
  const rules = new ManagedResource(crudFor(settingsFor(emulator.sandbox), securityGroupRules()));
  const args = (...all: object[]) => ({ securityGroup: emulator.stack.id, rules: all });
  await rules.up(args(https, office));
  await sshForAll();
  await rules.up(args(https, http, office));
  expect(await said(rules, args(https, http))).toBe("web: opens nothing; closes nothing; gap-free");
});
