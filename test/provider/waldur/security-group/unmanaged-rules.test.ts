import { useEmulator } from "../emulator";
import { crudFor, ManagedResource, settingsFor } from "../sandbox";

const emulator = useEmulator();

const https = { protocol: "tcp", ports: 443 };
const DNS_KEY = "ingress IPv4 udp 53 from 0.0.0.0/0";
const HTTPS_KEY = "ingress IPv4 tcp 443 from 0.0.0.0/0";
const unmanaged = () => emulator.stack.outputs["unmanagedRules"];

async function addDns(): Promise<void> {
  await emulator.addByHand(53, { protocol: "udp" });
}

/** A group that existed before, with one rule. */
async function existing(): Promise<string> {
  const other = new ManagedResource(crudFor(settingsFor(emulator.sandbox)));
  await other.up({ rules: [https] });
  return other.id;
}

/** What state keeps in a place that the engine seals. */
const sealed = () => emulator.stack.outputs["formerSecrets"];

test("a new group of whose rules none is managed has none in state: another resource sets them", async () => {
  await emulator.stack.up({});
  await addDns();
  expect(await emulator.stack.refresh()).toBe(false);
  expect(await emulator.stack.up({})).toBe("unchanged");
  await emulator.stack.up({ description: "described" });
  expect([emulator.stack.outputs["rules"], unmanaged(), sealed()]).toEqual([undefined, undefined, undefined]);
});

describe("an adopted group of whose rules none is managed", () => {
  const others = (...keys: string[]) =>
    expect.objectContaining({ unmanagedRules: Object.fromEntries(keys.map((key) => [key, {}])) }) as unknown;

  test("has all of them in state, sealed: another resource may set them, some of them secret", async () => {
    const args = { adopt: await existing() };
    await emulator.stack.up(args);
    expect([unmanaged(), sealed()]).toEqual([undefined, others(HTTPS_KEY)]);
    expect(await emulator.stack.up(args)).toBe("unchanged");
    expect(await emulator.stack.refresh()).toBe(false);
    await addDns();
    expect(await emulator.stack.refresh()).toBe(true);
    expect([unmanaged(), sealed()]).toEqual([undefined, others(DNS_KEY, HTTPS_KEY)]);
    expect(await emulator.stack.up({ ...args, description: "described" })).toBe("updated");
    expect([unmanaged(), sealed()]).toEqual([undefined, others(DNS_KEY, HTTPS_KEY)]);
    expect(await emulator.stack.up({ ...args, description: "described", rules: [https] })).toBe("updated");
    expect([unmanaged(), sealed()]).toEqual([{}, undefined]);
  });

  test("seals them also where it had none when it was adopted", async () => {
    const other = new ManagedResource(crudFor(settingsFor(emulator.sandbox)));
    await other.up({ rules: [] });
    await emulator.stack.up({ adopt: other.id });
    await addDns();
    await emulator.stack.refresh();
    expect([unmanaged(), sealed()]).toEqual([undefined, others(DNS_KEY)]);
  });

  test("has none in state where the program leaves them to another resource", async () => {
    const args = { adopt: await existing(), __context: { rulesElsewhere: true } };
    await emulator.stack.up(args);
    await emulator.stack.up({ ...args, description: "described" });
    expect([unmanaged(), sealed()]).toEqual([undefined, undefined]);
  });
});

describe("rules of others next to secret ones", () => {
  const secret = { ...https, cidr: "198.51.100.7/32" };
  const args = (...rules: object[]) => ({ rules, secretInputs: ["rules.peers"] });
  const KEPT = { unmanagedRules: { [DNS_KEY]: {} }, secretInputs: ["rules.peers"] };
  const ssh = { protocol: "tcp", ports: 22 };

  test("are sealed, and statements count them", async () => {
    await emulator.stack.up(args(secret));
    expect(unmanaged()).toEqual({});
    await addDns();
    await emulator.stack.up(args(secret, ssh));
    expect([unmanaged(), sealed()]).toEqual([undefined, KEPT]);
    expect(await emulator.stack.refresh()).toBe(true);
    expect([unmanaged(), sealed()]).toEqual([{}, undefined]);
  });

  test("are counted by the next preview", async () => {
    await emulator.stack.up(args(secret));
    await addDns();
    await emulator.stack.up(args(secret, ssh));
    const said = async (more: object) => {
      emulator.said.mockClear();
      await emulator.stack.preview({ ...args(secret), ...more });
      return emulator.said.mock.calls.join("\n");
    };
    expect(await said({})).toMatch(/closes tcp 22(?!.*udp 53)/);
    expect(await said({ foreignRules: "remove" })).toMatch(/closes .*udp 53/);
  });

  test("stay sealed when the program makes its rules known, without a change at each up", async () => {
    await emulator.stack.up(args(secret));
    await addDns();
    await emulator.stack.up(args(secret, ssh));
    expect(await emulator.stack.up({ rules: [secret, ssh] })).toBe("updated");
    expect([unmanaged(), sealed()]).toEqual([undefined, KEPT]);
    expect(await emulator.stack.up({ rules: [secret, ssh] })).toBe("unchanged");
    expect(await emulator.stack.up(args(secret, ssh))).toBe("updated");
  });
});

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
