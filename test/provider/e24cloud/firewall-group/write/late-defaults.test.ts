import { useEmulator } from "../../emulator";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443 };
const args = { rules: [https], active: true };
const lists = () => emulator.sandbox.log.entries({ level: "api", method: "GET" }).length;
const openSsh = () => (emulator.live?.rules ?? []).filter(({ min_port }) => min_port === 22);
const late = () =>
  emulator.group.outputs["lateDefaultRules"] as { since: string; keys: string[] } | undefined;

/** Another process asks again. */
const forget = () => {
  emulator.said = [];
  emulator.sandbox.log.clear();
};

/** A group whose default rules show only after the update has looked for them. */
async function withLateRules(): Promise<void> {
  await emulator.start({ staleReads: 8 });
  await emulator.group.up(args);
  expect(openSsh()).toHaveLength(1);
  emulator.sandbox.catchUp();
  forget();
}

test("default rules that show late are found by the next preview, and removed by its update", async () => {
  await withLateRules();
  expect(late()?.keys).toContain("ingress tcp 22 from anywhere");
  expect(await emulator.group.up(args)).toBe("updated");
  expect(emulator.said).toContain(
    "web: e24cloud's default rules were added and will be removed: egress any to anywhere, ingress tcp 22 from anywhere, ingress udp 67-68 from anywhere",
  );
  emulator.sandbox.catchUp();
  expect(emulator.live?.rules).toHaveLength(1);
  expect(late()).toBeUndefined();
  forget();
  expect(await emulator.group.up(args)).toBe("unchanged");
  expect(lists()).toBe(0);
});

test("they go with an update of something else as well, and with one that follows a refresh", async () => {
  await withLateRules();
  await emulator.group.up({ ...args, users: [] });
  emulator.sandbox.catchUp();
  expect(openSsh()).toEqual([]);
  expect(late()).toBeUndefined();
});

test("a refresh that shows them counts as seeing them", async () => {
  await withLateRules();
  expect(await emulator.group.refresh()).toBe(true);
  expect(late()).toBeUndefined();
  expect(await emulator.group.up(args)).toBe("updated");
  emulator.sandbox.catchUp();
  expect(openSsh()).toEqual([]);
});

test("a preview looks for a day, with one list a run, and not where the program keeps them", async () => {
  await emulator.start({ defaultRules: "none" });
  await emulator.group.up(args);
  expect(late()?.keys).toHaveLength(3);
  forget();
  expect(await emulator.group.up(args)).toBe("unchanged");
  expect(lists()).toBe(1);

  const since = new Date(Date.now() - 24 * 60 * 60 * 1000 - 1).toISOString();
  const state = emulator.group.state ?? { id: "", inputs: {}, outputs: {} };
  emulator.group.state = {
    ...state,
    outputs: { ...state.outputs, lateDefaultRules: { since, keys: late()?.keys } },
  };
  forget();
  expect(await emulator.group.up(args)).toBe("unchanged");
  expect(lists()).toBe(0);

  await emulator.group.up({ ...args, defaultRules: "keep" });
  expect(late()).toBeUndefined();
});

test("a rule that the program had itself is none that has come", async () => {
  await emulator.start({ defaultRules: "none" });
  await emulator.group.up(args);
  const ssh = { protocol: "tcp", ports: 22 };
  await emulator.group.up({ ...args, rules: [https, ssh] });
  // To see the program's own rule says nothing about the server's.
  await emulator.group.refresh();
  expect(late()?.keys).toContain("ingress tcp 22 from anywhere");
  forget();
  await emulator.group.up(args);
  expect(emulator.said[0]).toBe("web: opens nothing; closes tcp 22 from anywhere; gap-free");
  expect(emulator.said.join()).not.toContain("were added and will be removed");
  emulator.sandbox.catchUp();
  expect(openSsh()).toEqual([]);
});

test("a preview without an answer changes nothing and reports it", async () => {
  await withLateRules();
  emulator.sandbox.faults.add({ answer: { status: 503 } });
  expect(await emulator.group.up(args)).toBe("unchanged");
  expect(emulator.said.join()).toContain("existing groups could not be checked in this preview");
});

test("where the answer to the switch is lost, they are removed all the same", async () => {
  await emulator.start({ staleReads: 8 });
  emulator.sandbox.faults.add({ path: "firewall$", when: "after", answer: { status: 403 } });
  await expect(emulator.group.up(args)).rejects.toThrow();
  await emulator.group.up(args);
  emulator.sandbox.catchUp();
  await emulator.group.up(args);
  emulator.sandbox.catchUp();
  expect(openSsh()).toEqual([]);
});
