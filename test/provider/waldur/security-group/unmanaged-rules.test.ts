import type { WaldurSandbox } from "../../../../sandbox/waldur";
import { crudFor, ManagedResource, settingsFor, startSandbox } from "../sandbox";

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

const https = { protocol: "tcp", ports: 443 };
const HTTPS_KEY = "ingress IPv4 tcp 443 from 0.0.0.0/0";
const unmanaged = () => stack.outputs["unmanagedRules"];

async function addDns(): Promise<void> {
  sandbox.edits.addRule(stack.id, { protocol: "udp", port_range_min: 53, port_range_max: 53 });
  await sandbox.edits.backgroundPull();
}

/** A group that was there before, with one rule. */
async function existing(): Promise<string> {
  const other = new ManagedResource(crudFor(settingsFor(sandbox)));
  await other.up({ rules: [https] });
  return other.id;
}

test.each(["new", "adopted"])(
  "a group of whose rules none is managed (%s) has none in state: another resource may set them, some of them secret",
  async (how) => {
    const args = how === "new" ? {} : { adopt: await existing() };
    await stack.up(args);
    await addDns();
    expect(await stack.refresh()).toBe(false);
    expect(await stack.up(args)).toBe("unchanged");
    await stack.up({ ...args, description: "described" });
    expect([stack.outputs["rules"], unmanaged()]).toEqual([undefined, undefined]);
  },
);

test("a group that is only looked up has all rules in rules, and no others", async () => {
  const id = await existing();
  const { props = {} } = await stack.read(id, { rules: {} });
  expect([props["rules"], props["unmanagedRules"]]).toEqual([{ [HTTPS_KEY]: {} }, {}]);
});

test("what an import brings has no other rules", async () => {
  const id = await existing();
  const { props = {} } = await stack.read(id);
  expect(props["unmanagedRules"]).toEqual({});
});
