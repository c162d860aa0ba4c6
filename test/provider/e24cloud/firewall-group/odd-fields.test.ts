import type { Overlay } from "../../../../sandbox/e24cloud/profiles/overlays";
import { useEmulator } from "../emulator";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443 };

const odd: [string, Overlay][] = [
  ["rules[0].icmp_type", { rules: { icmp_type: "any" } }],
  ["rules[0].direction", { rules: { direction: "BOTH" } }],
  ["rules[0].direction", { rules: { direction: null } }],
  ["rules[0].id", { rules: { id: null } }],
  ["rules[0].min_port", { rules: { min_port: "http" } }],
  ["rules[0].max_port", { rules: { max_port: {} } }],
  ["rules[0].src_address", { rules: { src_address: ["10.0.0.1"] } }],
  ["rules[0].protocol", { rules: { protocol: 6 } }],
  ["rules", { group: { rules: {} } }],
  ["rules[0]", { group: { rules: ["all"] } }],
  ["members", { group: { members: "all" } }],
  ["members[0]", { group: { members: [null] } }],
  ["virtual_machines[0]", { group: { virtual_machines: [{ label: "www" }] } }],
  ["resources", { group: { resources: 3 } }],
  ["name", { group: { name: null } }],
];

/** What only informs, and matters to no operation. */
const harmless: Overlay[] = [
  { group: { owner: [] } },
  { group: { owner: null } },
  { group: { permisions: [] } },
  { group: { virtual_machines: [{ id: "24e12e20-0851-5354-e2c3-04b16c4c9c45", label: 7 }] } },
  { group: { members: [7] } },
];

async function failure(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => "none",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

test.each([...odd, ...harmless.map((overlay): [string, Overlay] => ["nothing", overlay])])(
  "%s in a form that cannot be read stops nothing in other groups (%j)",
  async (_field, overlay) => {
    await emulator.start({ singleRead: "GET" });
    const { id } = emulator.sandbox.secondWriter.create("theirs");
    emulator.sandbox.secondWriter.change(id, "group-add-rule", { direction: "IN" });
    emulator.sandbox.secondWriter.overlay(id, overlay);
    const legacy = emulator.sandbox.secondWriter.create("legacy");
    const [server = ""] = emulator.sandbox.virtualMachines;

    await emulator.group.up({ rules: [https], virtualMachines: [server], active: true });
    await emulator.group.refresh();
    const adopted = emulator.another({});
    await adopted.up({ name: "legacy", adopt: true });
    expect(adopted.id).toBe(legacy.id);
    await emulator.group.destroy();
    expect(emulator.sandbox.secondWriter.groups().map(({ name }) => name)).toEqual(["theirs", "legacy"]);
  },
);

test.each(odd)(
  "%s in the own group is reported by field and group, and a delete continues (%j)",
  async (field, overlay) => {
    await emulator.start();
    const [user = ""] = emulator.sandbox.users;
    await emulator.group.up({ rules: [https], users: [user] });
    emulator.sandbox.secondWriter.overlay(emulator.group.id, overlay);
    const name = field === "name" ? "" : "web";
    const told = `the server shows ${field} of group "${name}" (${emulator.group.id}) in a form that cannot be read`;
    expect(await failure(emulator.group.up({ rules: [] }))).toContain(told);
    expect(await failure(emulator.group.refresh())).toContain(told);
    await emulator.group.destroy();
    expect(emulator.sandbox.secondWriter.groups()).toEqual([]);
  },
);

test("a group to adopt that cannot be read is reported in the preview", async () => {
  await emulator.start();
  const { id } = emulator.sandbox.secondWriter.create("web");
  emulator.sandbox.secondWriter.overlay(id, { group: { rules: {} } });
  await emulator.group.preview({ adopt: true, rules: [] });
  expect(emulator.said.join()).toContain(`the server shows rules of group "web" (${id})`);
});

test.each(harmless)("what only informs stops nothing in the own group either: %j", async (overlay) => {
  await emulator.start();
  await emulator.group.up({ rules: [https] });
  emulator.sandbox.secondWriter.overlay(emulator.group.id, overlay);
  await emulator.group.up({ rules: [] });
  await emulator.group.refresh();
  expect(emulator.live?.rules).toEqual([]);
});
