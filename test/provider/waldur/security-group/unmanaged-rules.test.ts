import { useEmulator } from "../emulator";
import { crudFor, ManagedResource, settingsFor } from "../sandbox";

const emulator = useEmulator();

const https = { protocol: "tcp", ports: 443 };
const HTTPS_KEY = "ingress IPv4 tcp 443 from 0.0.0.0/0";
const unmanaged = () => emulator.stack.outputs["unmanagedRules"];

async function addDns(): Promise<void> {
  emulator.sandbox.edits.addRule(emulator.stack.id, {
    protocol: "udp",
    port_range_min: 53,
    port_range_max: 53,
  });
  await emulator.sandbox.edits.backgroundPull();
}

/** A group that was there before, with one rule. */
async function existing(): Promise<string> {
  const other = new ManagedResource(crudFor(settingsFor(emulator.sandbox)));
  await other.up({ rules: [https] });
  return other.id;
}

test.each(["new", "adopted"])(
  "a group of whose rules none is managed (%s) has none in state: another resource may set them, some of them secret",
  async (how) => {
    const args = how === "new" ? {} : { adopt: await existing() };
    await emulator.stack.up(args);
    await addDns();
    expect(await emulator.stack.refresh()).toBe(false);
    expect(await emulator.stack.up(args)).toBe("unchanged");
    await emulator.stack.up({ ...args, description: "described" });
    expect([emulator.stack.outputs["rules"], unmanaged()]).toEqual([undefined, undefined]);
  },
);

test("a group that is only looked up has all rules in rules, and no others", async () => {
  const id = await existing();
  const { props = {} } = await emulator.stack.read(id, { rules: {} });
  expect([props["rules"], props["unmanagedRules"]]).toEqual([{ [HTTPS_KEY]: {} }, {}]);
});

test("what an import brings has no other rules", async () => {
  const id = await existing();
  const { props = {} } = await emulator.stack.read(id);
  expect(props["unmanagedRules"]).toEqual({});
});
