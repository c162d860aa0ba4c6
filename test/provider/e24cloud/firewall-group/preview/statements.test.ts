import { inRun, ManagedResource, type Props } from "../../../managed-resource";
import { useEmulator } from "../../emulator";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443 };
const office = { protocol: "tcp", ports: 22, srcAddress: "198.51.100.0/24" };
const safe = [https, { protocol: "udp", ports: "67-68" }, { direction: "OUT" }];
const lines = () => emulator.said.join("\n");
const server = () => emulator.sandbox.virtualMachines[0] ?? "";

/** A preview of its own, which knows nothing of what an earlier run has read. */
async function previewed(args: Props, resource: ManagedResource = emulator.group) {
  emulator.said = [];
  const { failures = [] } = await inRun(resource.crud, () => resource.preview(args));
  return failures.map(({ reason }) => reason).join("\n");
}

describe("what other rules leave open", () => {
  const kept = (rules: object[]) => ({ rules, active: true, defaultRules: "keep" });

  test("a kept default rule still allows what a rule of the program allowed, and lets out", async () => {
    await emulator.start();
    await emulator.group.up(kept([https, office]));
    await previewed(kept([https]));
    expect(lines()).toBe("web: opens nothing; closes nothing; gap-free");
  });

  test("and so does a rule of somebody else, which an update leaves alone", async () => {
    await emulator.start();
    await emulator.group.up({ rules: [office, ...safe] });
    const body = {
      direction: "IN",
      protocol: "TCP",
      min_port: 22,
      max_port: 22,
      src_address: "198.51.0.0/16",
    };
    emulator.sandbox.secondWriter.change(emulator.group.id, "group-add-rule", body);
    await emulator.group.up({ rules: [office, ...safe], users: [] });
    await previewed({ rules: safe, users: [] });
    expect(lines()).not.toContain("closes tcp 22");
    await previewed({ rules: safe, users: [], foreignRules: "remove" });
    expect(lines()).toContain("closes tcp 22 from 198.51.0.0/16");
  });

  test("taking keep out says what closes, once they are known to be there", async () => {
    await emulator.start();
    await emulator.group.up(kept([https]));
    await previewed({ rules: [https], active: true });
    expect(lines()).toMatch(/web: opens nothing; closes .*tcp 22 .*from anywhere/);
    expect(lines()).toContain("lets nothing out: add");
    expect(lines()).toContain("lets no DHCP in, and servers lose their addresses when their leases end");
  });

  test("keepReachable counts a kept default rule that was seen, and relies on none that was not", async () => {
    await emulator.start();
    const keep = { ...kept([https]), keepReachable: [{ ports: 22 }], guard: "error" };
    expect(await previewed(keep)).toContain(
      "unless a default rule of e24cloud's does that has not been seen",
    );
    await emulator.group.up({ ...keep, guard: "warn" });
    expect(await previewed(keep)).toBe("");
  });
});

test("keepReachable does not rely on a rule without an address for IPv6, which is not documented", async () => {
  await emulator.start();
  const ssh = { protocol: "tcp", ports: 22 };
  const keep = { guard: "error", keepReachable: [{ ports: 22, from: ["198.51.100.0/24", "2001:db8::/32"] }] };
  expect(await previewed({ rules: [ssh], ...keep })).toContain(
    "no rule lets in tcp 22 from 2001:db8::/32, which keepReachable lists, unless a rule allows more than is known",
  );
  const both = [ssh, { ...ssh, srcAddress: "::/0" }];
  expect(await previewed({ rules: both, ...keep })).not.toContain("keepReachable");
});

describe("rules that are not managed", () => {
  test("are read before the firewall is switched on, and before keepReachable counts on them", async () => {
    await emulator.start({ defaultRules: "none" });
    await emulator.group.up({});
    expect(await previewed({ active: true, guard: "error" })).toMatch(
      /lets nothing in, unless .*lets nothing out, unless /s,
    );
    const body = { direction: "IN", protocol: "TCP", min_port: 22, max_port: 22 };
    emulator.sandbox.secondWriter.change(emulator.group.id, "group-add-rule", body);
    expect(await previewed({ active: true, guard: "error" })).not.toContain("nothing in");
    const keep = { keepReachable: [{ ports: 22 }], guard: "error" };
    expect(await previewed(keep)).toBe("");
    expect(await previewed({ ...keep, keepReachable: [{ ports: 443 }] })).toContain("tcp 443 from anywhere");
  });

  test("that cannot be read are a risk", async () => {
    await emulator.start({ defaultRules: "none" });
    await emulator.group.up({});
    const { inputs = {}, outputs = {}, id = "" } = emulator.group.state ?? {};
    emulator.group.state = { id, inputs, outputs: { ...outputs, unmanagedRules: undefined } };
    emulator.sandbox.faults.add({ answer: { status: 503 } });
    expect(await previewed({ active: true, guard: "error" })).toContain(
      "what they let in and out is not known",
    );
  });
});

describe("the switch", () => {
  test("a group whose firewall is off does not filter yet", async () => {
    await emulator.start();
    await emulator.group.up({ rules: [https], active: false });
    await previewed({ rules: [https, office], active: false });
    expect(lines()).toMatch(/opens tcp 22 .*; its firewall is off: it does not filter yet$/);
  });

  test("off and on have their lines", async () => {
    await emulator.start();
    await emulator.group.up({ rules: safe, virtualMachines: [server()], active: true });
    await previewed({ rules: safe, virtualMachines: [server()], active: false });
    expect(lines()).toContain("web: switches its firewall off: it filters its servers no longer");
    expect(lines()).toContain(
      `server ${server()} is in no other firewall group and will be open to all traffic`,
    );
    await emulator.group.up({ rules: safe, virtualMachines: [server()], active: false });
    await previewed({ rules: safe, virtualMachines: [server()], active: true });
    expect(lines()).toContain("web: switches its firewall on: what no rule allows is closed to its servers");
  });

  test("counts as on where state does not say: taken out of the program", async () => {
    await emulator.start();
    const args = { rules: safe, virtualMachines: [server()], guard: "error" };
    await emulator.group.up({ ...args, active: true });
    await emulator.group.up(args);
    expect(await previewed({ ...args, virtualMachines: [] })).toContain(
      "will be open to all traffic, unless",
    );
    await expect(emulator.group.up({ ...args, virtualMachines: [] })).rejects.toThrow("open to all traffic");
    await expect(emulator.group.destroy()).rejects.toThrow("open to all traffic");
    // The remedy.
    await emulator.group.up({ ...args, guard: "warn" });
    await emulator.group.destroy();
  });

  test("counts as on where state does not say: adopted, and a lost answer", async () => {
    await emulator.start();
    const { id } = emulator.sandbox.secondWriter.create("web");
    emulator.sandbox.secondWriter.change(id, "group-attach-vm", { id: server() });
    await emulator.group.up({ adopt: true, guard: "error" });
    await expect(emulator.group.destroy()).rejects.toThrow("open to all traffic");

    const other = new ManagedResource(emulator.group.crud, "other");
    emulator.sandbox.faults.add({ path: "firewall$", when: "after", answer: { status: 403 } });
    const args = { rules: safe, virtualMachines: [emulator.sandbox.virtualMachines[1]], active: true };
    await expect(other.up({ ...args, guard: "error" })).rejects.toThrow();
    await expect(other.destroy()).rejects.toThrow("open to all traffic");
  });
});

describe("servers", () => {
  const on = (more: object) => ({ rules: safe, active: true, ...more });

  test("that are detached are named", async () => {
    await emulator.start();
    await emulator.group.up(on({ virtualMachines: [server()] }));
    await previewed(on({ virtualMachines: [] }));
    expect(lines()).toContain(`web: detaches server ${server()}`);
    expect(lines()).toContain("is in no other firewall group");
  });

  test("whose only other group in the program is off are open", async () => {
    await emulator.start();
    const other = new ManagedResource(emulator.group.crud, "other");
    const off = { rules: safe, active: false, virtualMachines: [server()] };
    await emulator.group.up(on({ virtualMachines: [server()] }));
    await other.up(off);
    emulator.said = [];
    await inRun(emulator.group.crud, async () => {
      await other.preview(off);
      await emulator.group.preview(on({ virtualMachines: [] }));
    });
    expect(lines()).toContain(`is in no other firewall group that filters ("other" is off)`);
  });

  test.each([["the one that lets it go"], ["the one that takes it"]])(
    "that go from one group of the program to another are reported, first %s",
    async (first) => {
      await emulator.start();
      const other = new ManagedResource(emulator.group.crud, "other");
      await emulator.group.up(on({ virtualMachines: [server()] }));
      await other.up(on({ virtualMachines: [] }));
      emulator.said = [];
      const steps = [
        () => emulator.group.preview(on({ virtualMachines: [] })),
        () => other.preview(on({ virtualMachines: [server()] })),
      ];
      await inRun(emulator.group.crud, async () => {
        for (const step of first === "the one that takes it" ? steps.toReversed() : steps) await step();
      });
      const moved = emulator.said.filter((line) =>
        line.includes(`server ${server()} goes from "web" to "other"`),
      );
      expect(moved).toHaveLength(1);
    },
  );

  test("that a replacement does not filter are named, and refused with guard: error", async () => {
    await emulator.start();
    await emulator.group.up(on({ virtualMachines: [server()] }));
    const renamed = { rules: safe, name: "front", virtualMachines: [server()], guard: "error" };
    expect(await previewed(renamed)).toContain("will be open to all traffic");
    expect(lines()).toContain(`front: its replacement does not filter server ${server()}`);
    expect(await previewed({ ...renamed, active: true })).toBe("");
  });
});
