import { findDrift } from "../../../../cli/drift/find";
import { useEmulator } from "../emulator";
import { settingsFor } from "../sandbox";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443, cidr: "10.0.0.0/8" };
const SSH = { protocol: "tcp", from_port: 22, to_port: 22, cidr: "0.0.0.0/0" };
const WHO = "by admin, \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC";

/** The project's administrator adds ssh. */
async function addSsh(): Promise<void> {
  const { sandbox, stack } = emulator;
  const url = `${sandbox.apiUrl}openstack-security-groups/${stack.id}/`;
  const headers = {
    authorization: `Token ${sandbox.tokens.admin}`,
    "content-type": "application/json",
  };
  const { rules } = (await (await fetch(url, { headers })).json()) as { rules: { id: number }[] };
  const body = JSON.stringify([
    ...rules.map(({ id }) => ({ id, direction: "ingress", ethertype: "IPv4" })),
    SSH,
  ]);
  expect((await fetch(`${url}set_rules/`, { method: "POST", headers, body })).status).toBe(202);
  await sandbox.idle();
}

const lines = () => emulator.said.mock.calls.flat().join("\n");

async function drifted() {
  const { sandbox, stack } = emulator;
  const settings = new Map(Object.entries<string>(settingsFor(sandbox)));
  const resource = {
    title: "web",
    id: stack.id,
    handler: "waldurSecurityGroup" as const,
    outputs: stack.outputs,
    secret: new Set<string>(),
    settings: undefined,
    wording: (text: string) => text,
  };
  return findDrift([resource], { get: (key) => settings.get(key) });
}

test("a refresh and drift name who changed rules, and when", async () => {
  await emulator.stack.up({ rules: [https] });
  await addSsh();
  const { drift, failures } = await drifted();
  expect(failures).toEqual([]);
  expect(drift).toMatchObject([{ changed: expect.stringMatching(new RegExp(`^ \\(${WHO}\\)$`)) as string }]);
  await emulator.stack.refresh();
  expect(lines()).toMatch(new RegExp(`web: drifted: opened tcp 22 from 0.0.0.0/0 \\(${WHO}\\)`));
});

test("what a pull found was made in OpenStack, and the owner of the pull is not blamed", async () => {
  await emulator.stack.up({ rules: [https] });
  await emulator.addByHand(22);
  await emulator.stack.refresh();
  expect(lines()).toContain("(in OpenStack, found by a pull of Waldur itself, ");
});

test("without a record, or without an answer, nothing is added", async () => {
  await emulator.stack.up({ rules: [https] });
  await addSsh();
  emulator.sandbox.faults.add({ path: "events/$", answer: { status: 500 } });
  await emulator.stack.refresh();
  expect(lines()).toMatch(/drifted: opened tcp 22 from 0.0.0.0\/0$/m);
});

test("an older server has no record", async () => {
  await emulator.stack.up({ rules: [https] });
  await addSsh();
  emulator.sandbox.settings.set({ release: "2024-10" });
  const { drift } = await drifted();
  expect(drift).toMatchObject([{ added: ["ingress IPv4 tcp 22 from 0.0.0.0/0"] }]);
  expect(drift[0]).not.toHaveProperty("changed");
});
