import { until } from "../../../../../scripts/runner/until";
import { inRun, ManagedResource } from "../../../managed-resource";
import { useEmulator } from "../../emulator";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443 };
const reads = () => emulator.sandbox.log.count({ level: "api" });

function existing(name: string, ...ports: number[]): string {
  const { id } = emulator.sandbox.secondWriter.create(name);
  for (const port of ports) {
    const body = { direction: "IN", protocol: "TCP", min_port: port, max_port: port };
    emulator.sandbox.secondWriter.change(id, "group-add-rule", body);
  }
  return id;
}

function withServer(id: string): string {
  const [server = ""] = emulator.sandbox.virtualMachines;
  emulator.sandbox.secondWriter.change(id, "group-attach-vm", { id: server });
  return id;
}

describe("the preview of an adoption", () => {
  test("shows what it adopts, opens and closes, and sends nothing but one list", async () => {
    await emulator.start();
    const id = existing("web", 22, 443, 5432);
    emulator.sandbox.log.clear();
    await emulator.group.preview({ adopt: true, rules: [https], defaultRules: "keep" });
    // SSH from anywhere is a rule that e24cloud adds by itself, so it stays.
    expect(emulator.said).toEqual([
      `web: adopts ${id}; opens nothing; closes tcp 5432 from anywhere; gap-free`,
    ]);
    expect(reads()).toBe(1);
    emulator.said = [];
    await emulator.group.preview({ adopt: true, rules: [https] });
    expect(emulator.said[0]).toContain("closes tcp 22, 5432 from anywhere");
    emulator.said = [];
    await emulator.group.preview({ adopt: id });
    expect(emulator.said).toEqual([`web: adopts ${id}; its rules stay`]);
  });

  test("reads the rules of that group alone where the list leaves them out", async () => {
    await emulator.start({ listDetail: "summary" });
    const id = existing("web", 5432);
    existing("other", 1);
    emulator.sandbox.log.clear();
    await emulator.group.preview({ adopt: id, rules: [] });
    expect(emulator.said[0]).toContain("closes tcp 5432 from anywhere");
    expect(reads()).toBe(2);
  });

  test("warns of servers that lose their filter, and refuses them with guard: error, in up as well", async () => {
    await emulator.start();
    const id = existing("web", 443);
    const [server = ""] = emulator.sandbox.virtualMachines;
    emulator.sandbox.secondWriter.change(id, "group-attach-vm", { id: server });
    const args = { adopt: true, virtualMachines: [], exclusiveMembers: true };
    await emulator.group.preview(args);
    const risk =
      `server ${server} is in no other firewall group and will be open to all traffic, unless the firewall of this one is ` +
      "off already, which is not known";
    expect(emulator.said).toEqual([
      `web: adopts ${id}; detaches server ${server}; its rules stay`,
      `warning: firewall group "web": ${risk}`,
    ]);
    const { failures } = await emulator.group.preview({ ...args, guard: "error" });
    expect(failures?.map(({ reason }) => reason)).toEqual([
      `${risk}. With guard: "warn" this is only a warning.`,
    ]);
    // The preview could not ask.
    emulator.sandbox.faults.add({ method: "GET", answer: { status: 503 } });
    await expect(emulator.group.up({ ...args, guard: "error" })).rejects.toThrow(
      `${risk}. Put it into another group first`,
    );
    expect(emulator.sandbox.secondWriter.groups()[0]?.virtualMachines).toEqual([server]);
  });

  test.each([
    ["none of that name", {}, "there is no group of that name to adopt: a new one will be created"],
    ["none with that id", { adopt: "24e12e20-0851-5354-e2c3-04b16c4c9c45" }, "there is no group 24e12e20"],
    ["another name", { adopt: "ID" }, 'is named "theirs": set name: "theirs" to adopt it'],
    ["several of that name", { name: "theirs" }, "there are several groups of that name"],
  ])("says what is in its way: %s", async (_title, args: { adopt?: string; name?: string }, says) => {
    await emulator.start();
    const [id] = [existing("theirs"), existing("theirs")];
    const { adopt = true, ...more } = args;
    await emulator.group.preview({ adopt: adopt === "ID" ? id : adopt, ...more });
    expect(emulator.said.join()).toContain(says);
  });
});

describe("the preview of a new group", () => {
  test("names the cases that a taken name may be, and refuses nothing", async () => {
    await emulator.start();
    const id = existing("web", 443);
    const { failures } = await emulator.group.preview({ rules: [https] });
    expect(failures).toEqual([]);
    expect(emulator.said.join()).toContain(
      `warning: firewall group "web": the account already has a group of that name (${id})`,
    );
    expect(emulator.said.join()).toMatch(
      new RegExp(`set adopt: "${id}".*another name.*names-that-are-taken`),
    );
    await emulator.group.up({ rules: [https] });
    expect(emulator.group.id).not.toBe(id);
  });

  test("that could not look leads to no second group of a name", async () => {
    await emulator.start();
    const id = existing("web", 443);
    emulator.sandbox.faults.add({ path: "groups$", answer: { status: 503, body: "busy" } });
    await expect(emulator.group.up({ rules: [https] })).rejects.toThrow(
      `create firewall group "web": the account already has a group of that name (${id}).`,
    );
    expect(emulator.writes).toEqual([]);
    // The next preview shows it, and who continues has read it.
    expect(await emulator.group.up({ rules: [https] })).toBe("created");
    expect(emulator.said.join()).toContain(id);
  });

  test("asks once for all groups of a run, and not at all where nothing is new", async () => {
    await emulator.start();
    await emulator.group.up({ rules: [https] });
    emulator.sandbox.log.clear();
    const other = emulator.another({});
    for (let n = 0; n < 20; n += 1) await other.check({ name: `web-${n}` }, {});
    expect(reads()).toBe(1);
    emulator.sandbox.log.clear();
    await emulator.group.preview({ rules: [] });
    expect(reads()).toBe(0);
  });

  test.each([
    { status: 503, body: "busy" },
    { status: 401, body: { success: false } },
    "html",
    "drop",
  ] as const)("continues with one line where the server answers %j", async (answer) => {
    await emulator.start();
    emulator.sandbox.faults.add({ times: "forever", answer });
    for (const name of ["one", "two", "three"]) {
      expect((await emulator.group.preview({ name })).failures).toEqual([]);
    }
    expect(emulator.said).toHaveLength(1);
    expect(emulator.said[0]).toContain("could not be checked in this preview");
    expect(reads()).toBeLessThanOrEqual(2);
  });
});

describe("an empty group of that name", () => {
  test("that the preview names is used, since an up whose answer was lost may have left it", async () => {
    await emulator.start();
    emulator.sandbox.faults.add({ method: "PUT", when: "after", answer: { outage: 300 } });
    await expect(emulator.group.up({ rules: [https] })).rejects.toThrow(
      /no new group of this name is visible yet, but one may have been created\. Run pulumi again/,
    );
    const [left] = emulator.sandbox.secondWriter.groups();
    await emulator.reachable();
    await emulator.group.up({ rules: [https] });
    expect(emulator.said).toContain(`web: uses the empty group ${left?.id}`);
    expect(emulator.group.id).toBe(left?.id);
    expect(emulator.sandbox.secondWriter.groups()).toHaveLength(1);
  });

  test("that no preview has named stops the create, and adopt is the way out", async () => {
    await emulator.start();
    const id = existing("web");
    emulator.sandbox.faults.add({ method: "GET", answer: { status: 503 } });
    await expect(emulator.group.up({ rules: [https] })).rejects.toThrow(
      `there is an empty group of this name already (${id}), perhaps left by an up whose answer was lost: set adopt: "${id}"`,
    );
    await emulator.group.up({ rules: [https], adopt: id });
    expect(emulator.group.id).toBe(id);
  });

  test.each([
    { what: "empty", ports: [], groups: 1 },
    { what: "in use", ports: [443], groups: 2 },
  ])("that is $what and that the preview could not see: it says what the update does", async (existed) => {
    await emulator.start();
    const id = existing("web", ...existed.ports);
    // The engine starts a process for the preview, and another for the update: nothing is known to both.
    const [previewed, updated] = [emulator.another(), emulator.another()];
    emulator.sandbox.faults.add({ method: "GET", answer: { status: 503 } });
    await previewed.preview({ rules: [https] });
    expect(emulator.said.join()).toMatch(
      /could not be checked in this preview: .*pulumi up uses it if it is empty; otherwise it creates another of that name/,
    );
    await updated.up({ rules: [https] });
    expect(emulator.sandbox.secondWriter.groups()).toHaveLength(existed.groups);
    expect(updated.id === id).toBe(existed.ports.length === 0);
  });

  test("that is no longer empty when the group is made stays somebody else's", async () => {
    await emulator.start();
    const id = existing("web");
    const inputs = await emulator.group.check({ rules: [https] });
    emulator.sandbox.secondWriter.change(id, "group-add-rule", { direction: "IN" });
    const made: { id: string } = await emulator.group.crud.create(inputs);
    expect(made.id).not.toBe(id);
  });

  test.each([
    ["with a rule, even one that e24cloud adds too", () => existing("web", 22)],
    ["with a server", () => withServer(existing("web"))],
  ])("does not include one %s", async (_title, fill) => {
    await emulator.start();
    const id = fill();
    await emulator.group.up({ rules: [https] });
    expect(emulator.said.join()).toContain(`already has a group of that name (${id})`);
    expect(emulator.group.id).not.toBe(id);
  });

  test("includes one that only has what e24cloud adds by itself", async () => {
    await emulator.start({ defaultRules: "onCreate" });
    const id = existing("web");
    await emulator.group.up({ rules: [https] });
    expect(emulator.group.id).toBe(id);
  });

  test("stops the create where there are several", async () => {
    await emulator.start();
    const ids = [existing("web"), existing("web")].join(", ");
    await expect(emulator.group.up({})).rejects.toThrow(
      `there are 2 empty groups of this name already (${ids})`,
    );
  });
});

describe("a create whose answer is lost", () => {
  test("never takes a group that another writer has filled", async () => {
    await emulator.start({ createHiddenReads: 1_000_000 });
    emulator.sandbox.faults.add({ method: "PUT", when: "after", answer: "drop" });
    const other = async () => {
      await until(() => emulator.sandbox.log.count({ method: "PUT" }) > 0);
      existing("web", 5432);
    };
    await Promise.all([
      expect(emulator.group.up({ rules: [https] })).rejects.toThrow("may have been created"),
      other(),
    ]);
    expect(emulator.group.state).toBeUndefined();
  });

  test("reports where two empty ones come up", async () => {
    await emulator.start();
    emulator.sandbox.delays.add({ method: "PUT", ms: 100 });
    emulator.sandbox.faults.add({ method: "PUT", when: "after", answer: "drop" });
    const up = expect(emulator.group.up({ rules: [https] })).rejects.toThrow(
      /2 empty groups of this name were created at the same time/,
    );
    // The lists of the check and of the create.
    await until(() => reads() === 2);
    existing("web");
    await up;
  });
});

test("an answer with a group that is not empty is not proof, and adopt is the way out", async () => {
  await emulator.start();
  // A server that fills its new groups in a way of its own, as if another writer had done so.
  const filled = {
    id: "24e12e20-0851-5354-e2c3-04b16c4c9c45",
    name: "web",
    rules: [{ id: 1, direction: "IN" }],
  };
  emulator.sandbox.faults.add({ method: "PUT", answer: { status: 200, body: { groups: [filled] } } });
  await expect(emulator.group.up({ rules: [https] })).rejects.toThrow(
    `the answer contains a group that is not empty (${filled.id}), which may not be the new one. If it is, set adopt`,
  );
  const id = existing("web", 5432);
  await emulator.group.up({ rules: [https], adopt: id });
  expect(emulator.live?.rules).toHaveLength(1);
});

test("a new group that does not show is waited for", async () => {
  await emulator.start({ createHiddenReads: 12 });
  await emulator.group.up({ rules: [https] });
  expect(emulator.live?.rules).toHaveLength(1);
  expect(emulator.writes.filter((operation) => operation === "PUT")).toHaveLength(1);
});

describe("two resources of a run", () => {
  const pair = () => {
    const second = new ManagedResource(emulator.group.crud, "two");
    return [new ManagedResource(emulator.group.crud, "one"), second] as const;
  };

  test.each([
    [
      "one name",
      { name: "shared" },
      'FirewallGroup "one" and FirewallGroup "two" both want the name "shared" in one account',
    ],
    ["one group", { adopt: "24e12e20-0851-5354-e2c3-04b16c4c9c45" }, "both adopt the group 24e12e20"],
  ])("that want %s are refused, both named", async (_title, args, says) => {
    await emulator.start();
    const [one, two] = pair();
    expect((await one.preview(args)).failures).toEqual([]);
    expect((await two.preview(args)).failures?.map(({ reason }) => reason).join()).toContain(says);
    expect((await one.preview(args)).failures).toEqual([]);
  });

  test("of which each adopts the same group, one by its name: the second is refused before its first write", async () => {
    await emulator.start();
    const id = existing("web", 22);
    const [one, two] = pair();
    await one.up({ name: "web", adopt: id, rules: [https] });
    const inputs = await two.check({ name: "web", adopt: true, rules: [] });
    await expect(two.crud.create(inputs)).rejects.toThrow(
      `FirewallGroup "one" and FirewallGroup "two" both adopt the group ${id}: let one of them adopt it`,
    );
    expect(emulator.sandbox.secondWriter.groups()[0]?.rules).toHaveLength(1);
  });

  test("of which one adopts what the other had: the delete that follows leaves it", async () => {
    await emulator.start();
    const id = existing("web", 22);
    const args = { name: "web", adopt: true, rules: [https] };
    const [old, next] = pair();
    await old.up(args);
    await next.up(args);
    await old.crud.delete(id, old.outputs);
    expect(emulator.sandbox.secondWriter.groups().map((group) => group.id)).toEqual([id]);
    expect(emulator.said.join()).toMatch(
      /firewall group "web": the group stays: FirewallGroup "two" has it in this run\..*aliases: \[\{ name: "the old name" \}\]/,
    );
    await next.destroy();
    expect(emulator.sandbox.secondWriter.groups()).toEqual([]);
  });
});

test("a delete in a replacement goes by the settings of this run", async () => {
  await emulator.start();
  const [server = ""] = emulator.sandbox.virtualMachines;
  const args = { rules: [https], virtualMachines: [server], active: true };
  await emulator.group.up(args);
  const safe = [https, { direction: "out" }, { protocol: "udp", ports: "67-68" }];
  const changed = { ...args, name: "front", virtualMachines: [], guard: "error", rules: safe };
  await expect(emulator.group.up(changed)).rejects.toThrow(
    /^firewall group "front": server .* open to all traffic/,
  );
  // It is in another group until just before the delete.
  const other = withServer(existing("other"));
  const { id, outputs } = emulator.group.state ?? { id: "", outputs: {} };
  const deleted = inRun(emulator.group.crud, async () => {
    await emulator.group.crud.diff(id, outputs, await emulator.group.check(changed));
    emulator.sandbox.secondWriter.delete(other);
    await emulator.group.crud.delete(id, outputs);
  });
  await expect(deleted).rejects.toThrow(/^delete firewall group "web": server .* open to all traffic/);
});
