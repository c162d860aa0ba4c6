import type { Overlay } from "../../../../sandbox/e24cloud/overlays";
import { useTwin } from "../emulator";

const twin = useTwin();
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

/** What only informs, and is nobody's concern. */
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
    await twin.start({ singleRead: "GET" });
    const { id } = twin.sandbox.secondWriter.create("theirs");
    twin.sandbox.secondWriter.change(id, "group-add-rule", { direction: "IN" });
    twin.sandbox.secondWriter.overlay(id, overlay);
    const legacy = twin.sandbox.secondWriter.create("legacy");
    const [server = ""] = twin.sandbox.virtualMachines;

    await twin.group.up({ rules: [https], virtualMachines: [server], active: true });
    await twin.group.refresh();
    const adopted = twin.another({});
    await adopted.up({ name: "legacy", adopt: true });
    expect(adopted.id).toBe(legacy.id);
    await twin.group.destroy();
    expect(twin.sandbox.secondWriter.groups().map(({ name }) => name)).toEqual(["theirs", "legacy"]);
  },
);

test.each(odd)(
  "%s in the own group is told by field and group, and a delete goes on (%j)",
  async (field, overlay) => {
    await twin.start();
    await twin.group.up({ rules: [https] });
    twin.sandbox.secondWriter.overlay(twin.group.id, overlay);
    const name = field === "name" ? "" : "web";
    const told = `the server shows ${field} of group "${name}" (${twin.group.id}) in a form that cannot be read`;
    expect(await failure(twin.group.up({ rules: [] }))).toContain(told);
    expect(await failure(twin.group.refresh())).toContain(told);
    await twin.group.destroy();
    expect(twin.sandbox.secondWriter.groups()).toEqual([]);
  },
);

test.each(harmless)("what only informs stops nothing in the own group either: %j", async (overlay) => {
  await twin.start();
  await twin.group.up({ rules: [https] });
  twin.sandbox.secondWriter.overlay(twin.group.id, overlay);
  await twin.group.up({ rules: [] });
  await twin.group.refresh();
  expect(twin.live?.rules).toEqual([]);
});
