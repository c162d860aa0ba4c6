import { useEmulator } from "../../emulator";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443 };
const ssh = { protocol: "tcp", ports: 22, srcAddress: "203.0.113.0/24" };
const HTTPS_KEY = "ingress tcp 443 from anywhere";
const DNS_KEY = "ingress udp 53 from anywhere";

beforeEach(() => emulator.start());

const lines = () => emulator.said.join("\n");
const ports = () => emulator.live?.rules.map((rule) => rule.min_port).sort();

/** Somebody opens a port behind the program's back. */
function addForeign(): void {
  const body = { direction: "IN", protocol: "UDP", min_port: 53, max_port: 53 };
  emulator.sandbox.secondWriter.change(emulator.group.id, "group-add-rule", body);
  emulator.said = [];
  emulator.sandbox.log.clear();
}

describe("a rule that somebody else has added", () => {
  test("is not touched by an update of something else", async () => {
    await emulator.group.up({ rules: [https], defaultRules: "remove" });
    addForeign();
    await emulator.group.up({ rules: [https], defaultRules: "remove", virtualMachines: [] });
    expect(ports()).toEqual([443, 53]);
    expect(Object.keys(emulator.group.outputs["rules"] ?? {})).toEqual([HTTPS_KEY]);
    expect(emulator.group.outputs["unmanagedRules"]).toEqual({ [DNS_KEY]: {} });
  });

  test("stays in an update of the rules and is named; after a refresh the next one removes it", async () => {
    await emulator.group.up({ rules: [https], defaultRules: "remove" });
    addForeign();
    await emulator.group.up({ rules: [https, ssh], defaultRules: "remove" });
    expect(ports()).toEqual([22, 443, 53]);
    expect(lines()).toContain(
      `web: left alone: "${DNS_KEY}", added by somebody else; pulumi refresh shows it, the pulumi up after it removes it`,
    );
    await emulator.group.refresh();
    expect(Object.keys(emulator.group.outputs["rules"] ?? {})).toContain(DNS_KEY);
    expect(emulator.group.outputs["unmanagedRules"]).toEqual({});
    expect(await emulator.group.up({ rules: [https, ssh], defaultRules: "remove" })).toBe("updated");
    expect(ports()).toEqual([22, 443]);
  });

  test('goes with foreignRules: "remove", and is named', async () => {
    await emulator.group.up({ rules: [https], foreignRules: "remove" });
    addForeign();
    await emulator.group.up({ rules: [ssh], foreignRules: "remove" });
    expect(ports()).toEqual([22]);
    expect(lines()).toContain(`web: removes "${DNS_KEY}", added by somebody else`);
  });

  test('stops the update before it writes with foreignRules: "refuse"; the remedy is a refresh', async () => {
    await emulator.group.up({ rules: [https], foreignRules: "refuse" });
    addForeign();
    await expect(emulator.group.up({ rules: [ssh], foreignRules: "refuse" })).rejects.toThrow(
      `somebody else has added "${DNS_KEY}", and foreignRules is "refuse"`,
    );
    expect(emulator.writes).toEqual([]);
    await emulator.group.refresh();
    await emulator.group.up({ rules: [ssh], foreignRules: "refuse" });
    expect(ports()).toEqual([22]);
  });

  test("is no longer lost after an update that fails half-way", async () => {
    await emulator.group.up({ rules: [https] });
    addForeign();
    emulator.sandbox.faults.add({ path: "group-add-rule", times: 1, answer: { status: 403 } });
    await expect(emulator.group.up({ rules: [https, ssh] })).rejects.toThrow();
    expect(Object.keys(emulator.group.outputs["rules"] ?? {})).not.toContain(DNS_KEY);
    await emulator.group.up({ rules: [https, ssh] });
    expect(ports()).toEqual([22, 443, 53]);
  });
});

test("a rule that somebody else has removed is set again where rules are written, and named", async () => {
  await emulator.group.up({ rules: [https, ssh] });
  const [rule] = emulator.live?.rules.filter(({ min_port }) => min_port === 443) ?? [];
  emulator.sandbox.secondWriter.change(emulator.group.id, "group-delete-rule", { rule_id: rule?.id });
  await emulator.group.up({ rules: [https] });
  expect(ports()).toEqual([443]);
  expect(lines()).toContain(`web: sets "${HTTPS_KEY}" again, removed by somebody else`);
});

test("default rules that stay are outputs too, and no drift", async () => {
  await emulator.close();
  await emulator.start({ defaultRules: "onCreate" });
  await emulator.group.up({ rules: [https], defaultRules: "keep" });
  expect(Object.keys(emulator.group.outputs["unmanagedRules"] ?? {})).toEqual([
    "egress any to anywhere",
    "ingress tcp 22 from anywhere",
    "ingress udp 67-68 from anywhere",
  ]);
  expect(await emulator.group.refresh()).toBe(false);
});
