import { type E24cloudSandbox, startE24cloudSandbox } from "../../../../sandbox/e24cloud";
import { ManagedGroup } from "../managed-group";
import { useEmulator } from "../emulator";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443 };
let other: E24cloudSandbox | undefined;
afterEach(async () => {
  await other?.close();
  other = undefined;
});

/** The group of the emulator, as a program with another endpoint, and perhaps other credentials, manages it. */
async function moved(credentials: { apiKey?: string } = {}) {
  const { apiKey, apiSecret } = emulator.sandbox;
  other = await startE24cloudSandbox({ apiKey: credentials.apiKey ?? apiKey, apiSecret });
  const next = new ManagedGroup({ endpoint: other.endpoint, apiKey: other.apiKey, apiSecret });
  next.state = emulator.group.state;
  return { next, there: other };
}
const names = (sandbox: E24cloudSandbox) => sandbox.secondWriter.groups().map(({ name }) => name);

test("another endpoint makes the new group first, then deletes the old one where it is", async () => {
  await emulator.start();
  await emulator.group.up({ rules: [https] });
  const { next, there } = await moved();
  expect(await next.up({ rules: [https] })).toBe("replaced");
  expect([names(emulator.sandbox), names(there)]).toEqual([[], ["web"]]);
  expect(next.outputs).toMatchObject({ endpoint: there.endpoint });
  expect(await next.up({ rules: [https] })).toBe("unchanged");
});

test("where the new credentials do not work there, up warns with group and endpoint", async () => {
  await emulator.start();
  await emulator.group.up({ rules: [https] });
  const { id } = emulator.group;
  const { next, there } = await moved({ apiKey: "another-account" });
  expect(await next.up({ rules: [https] })).toBe("replaced");
  expect([names(emulator.sandbox), names(there)]).toEqual([["web"], ["web"]]);
  expect(emulator.said.join()).toMatch(
    new RegExp(
      `warning: .* "web": the group ${id} may be left at ${emulator.sandbox.endpoint}, where it was created: .*401`,
    ),
  );
  expect(emulator.said.join()).toContain("Delete it there if it is not needed");
});

test("a group that the account of the settings does not have there is reported as well", async () => {
  await emulator.start();
  await emulator.group.up({ rules: [https] });
  const { next } = await moved();
  emulator.sandbox.secondWriter.delete(emulator.group.id);
  await next.up({ rules: [https] });
  expect(emulator.said.join()).toContain("the account of the settings cannot see it there");
});

test("an adopted group that both addresses show stays: the new resource has it", async () => {
  await emulator.start();
  const { id } = emulator.sandbox.secondWriter.create("web");
  await emulator.group.up({ adopt: id, rules: [https] });
  // One account may be reached at the addresses of several regions.
  const endpoint = emulator.sandbox.endpoint.replace("127.0.0.1", "localhost");
  const next = new ManagedGroup({ ...emulator.sandbox, endpoint });
  next.state = emulator.group.state;
  expect(await next.up({ adopt: id, rules: [https] })).toBe("replaced");
  expect(emulator.sandbox.secondWriter.groups().map((group) => group.id)).toEqual([id]);
  expect(emulator.said.join()).toContain("the group stays");
});

test("a refresh looks where the group is, and nothing counts as gone elsewhere", async () => {
  await emulator.start();
  await emulator.group.up({ rules: [https] });
  const { next, there } = await moved();
  expect(await next.refresh()).toBe(false);
  expect(there.log.count({ level: "api" })).toBe(0);

  emulator.sandbox.secondWriter.delete(emulator.group.id);
  await expect(next.refresh()).rejects.toThrow(
    `the settings name ${there.endpoint}. Set e24cloud:endpoint to ${emulator.sandbox.endpoint} again and run pulumi up`,
  );
  expect(next.state).toBeDefined();
  // The remedy, which finds that the group is gone for good and recreates it.
  await emulator.group.refresh();
  expect(emulator.group.state).toBeUndefined();
  expect(await emulator.group.up({ rules: [https] })).toBe("created");
});

test("the region is an endpoint too", async () => {
  await emulator.start();
  await emulator.group.up({ rules: [https] });
  const { next } = await moved();
  const { replaces } = await next.crud.diff(
    emulator.group.id,
    { ...emulator.group.outputs, endpoint: "https://eu-poland-1poznan.api.e24cloud.com" },
    { ...emulator.group.outputs, endpoint: "https://eu-poland-1poznan2.api.e24cloud.com" },
  );
  expect(replaces).toEqual(["endpoint"]);
});

test("what state has as the endpoint and is not an address is named", async () => {
  await emulator.start();
  await emulator.group.up({ rules: [https] });
  const { id, state, outputs } = emulator.group;
  emulator.group.state = {
    id,
    inputs: { ...state?.inputs },
    outputs: { ...outputs, endpoint: "::ffff:0:0/96" },
  };
  const named =
    /"web": state has "::ffff:0:0\/96" as the endpoint of the group, which is not an address\. Correct it/;
  await expect(emulator.group.refresh()).rejects.toThrow(named);
  await expect(emulator.group.destroy()).rejects.toThrow(named);
});
