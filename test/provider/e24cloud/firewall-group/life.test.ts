import { randomUUID } from "node:crypto";
import { type E24cloudSandbox, startE24cloudSandbox } from "../../../../sandbox/e24cloud";
import { profileNames } from "../../../../sandbox/e24cloud/profiles/profiles";
import { ManagedGroup } from "../managed-group";

const web = [
  { protocol: "tcp", ports: 443 },
  { protocol: "tcp", ports: 22, cidrs: ["203.0.113.0/24", "198.51.100.7"] },
  { protocol: "udp", ports: "67-68" },
  { direction: "out" },
];
const webKeys = [
  "egress any to anywhere",
  "ingress tcp 22 from 198.51.100.7/32",
  "ingress tcp 22 from 203.0.113.0/24",
  "ingress tcp 443 from anywhere",
  "ingress udp 67-68 from anywhere",
];

describe.each(profileNames)("the life of a group on the server %s", (profile) => {
  let sandbox: E24cloudSandbox;
  let group: ManagedGroup;

  beforeEach(async () => {
    jest.spyOn(console, "log").mockImplementation();
    sandbox = await startE24cloudSandbox({ profile, apiKey: randomUUID() });
    group = new ManagedGroup(sandbox);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await sandbox.close();
  });

  const live = () => sandbox.secondWriter.groups().find(({ id }) => id === group.id);

  test("is made, read, changed and deleted", async () => {
    const [vm = ""] = sandbox.virtualMachines;
    const [user = ""] = sandbox.users;
    const args = { rules: web, virtualMachines: [vm], users: [user], active: true };
    await group.up(args);
    expect(Object.keys(group.outputs.rules ?? {})).toEqual(webKeys);
    expect(live()).toMatchObject({ name: "web", active: true, virtualMachines: [vm], users: [user] });

    await group.refresh();
    expect(Object.keys(group.outputs.rules ?? {})).toEqual(webKeys);
    sandbox.log.clear();
    expect(await group.up({ ...args, rules: web.toReversed() })).toBe("unchanged");
    // Where default rules have not been seen, a preview looks for them.
    expect(sandbox.log.count()).toBe(profile === "lenient" ? 1 : 0);

    const changed = [{ protocol: "tcp", ports: "443-444" }, ...web.slice(1)];
    expect(await group.up({ ...args, rules: changed, virtualMachines: [] })).toBe("updated");
    await group.refresh();
    expect(Object.keys(group.outputs.rules ?? {})).toContain("ingress tcp 443-444 from anywhere");
    expect(Object.keys(group.outputs.rules ?? {})).not.toContain("ingress tcp 443 from anywhere");
    expect(live()?.virtualMachines).toEqual([]);

    await group.destroy();
    expect(sandbox.secondWriter.groups()).toEqual([]);
  });

  test("with another name is another group, and the old one is deleted", async () => {
    await group.up({ rules: web });
    const { id } = group;
    expect(await group.up({ rules: web, name: "front" })).toBe("replaced");
    expect(group.id).not.toBe(id);
    expect(sandbox.secondWriter.groups().map(({ name }) => name)).toEqual(["front"]);
  });
});
