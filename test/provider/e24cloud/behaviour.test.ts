import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createServer } from "node:http";
import {
  type E24cloudSandbox,
  type E24cloudSandboxOptions,
  startE24cloudSandbox,
} from "../../../sandbox/e24cloud";
import { ManagedGroup } from "./managed-group";

const ssh = { protocol: "tcp", ports: 22, srcAddress: "203.0.113.0/24" };
const https = { protocol: "tcp", ports: 443 };

let sandbox: E24cloudSandbox;
let group: ManagedGroup;
let said: string[];

async function start(options: E24cloudSandboxOptions = {}): Promise<void> {
  sandbox = await startE24cloudSandbox({ apiKey: randomUUID(), ...options });
  group = new ManagedGroup(sandbox);
}

beforeEach(() => {
  said = [];
  jest.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await sandbox.close();
});

/** The operations since the log was cleared that change something. Groups are read by GET or POST. */
const writes = () =>
  sandbox.log
    .entries({ level: "api" })
    .filter(({ method, path }) => !(/^(GET|POST)$/.test(method) && /^\/v2\/groups(\/[^/]+)?$/.test(path)))
    .map(({ method, path }) => (method === "POST" ? path.split("/").at(-1) : method));

const live = (id = group.id) => sandbox.secondWriter.groups().find((one) => one.id === id);
const keys = () => Object.keys(group.outputs.rules ?? {});

describe("calls", () => {
  test("one changed rule is one update", async () => {
    await start();
    await group.up({ rules: [ssh, https] });
    sandbox.log.clear();
    await group.up({ rules: [{ ...ssh, srcAddress: "198.51.100.0/24" }, https] });
    expect(writes()).toEqual(["group-update-rule"]);
  });

  test("a create makes the group, then rules, then members, and the switch last", async () => {
    await start();
    await group.up({ rules: [https], virtualMachines: sandbox.virtualMachines.slice(0, 1), active: true });
    expect(writes()).toEqual(["PUT", "group-add-rule", "group-attach-vm", "firewall"]);
  });

  test("a change of settings alone sends nothing at all", async () => {
    await start();
    await group.up({ rules: [https], active: false });
    sandbox.log.clear();
    expect(
      await group.up({ rules: [https], active: false, guard: "error", timeouts: { delete: "1m" } }),
    ).toBe("updated");
    expect(sandbox.log.count()).toBe(0);
    expect(group.outputs).toMatchObject({ guard: "error", owner: { id: expect.any(String) as string } });
  });

  test("the switch is sent only when it changes", async () => {
    await start();
    await group.up({ rules: [https], active: true });
    sandbox.log.clear();
    await group.up({ rules: [ssh], active: true });
    expect(writes()).not.toContain("firewall");
    await group.up({ rules: [ssh] });
    expect(live()?.active).toBe(true);
    await group.up({ rules: [ssh], active: false });
    expect(live()?.active).toBe(false);
  });

  test("a refresh of 500 groups takes at most 3 requests", async () => {
    await start();
    const ids = Array.from({ length: 500 }, (_, n) => sandbox.secondWriter.create(`group ${n}`).id);
    const names = await Promise.all(
      ids.map(async (id, n) => {
        const { inputs = {} } = await group.preview({ name: `group ${n}`, rules: [] });
        return (await group.read(id, inputs)).props?.name;
      }),
    );
    expect(new Set(names).size).toBe(500);
    expect(sandbox.log.count({ level: "api" })).toBeLessThanOrEqual(3);
  });
});

describe("a refresh", () => {
  test("shows the rules that came and went, and up undoes it", async () => {
    await start();
    await group.up({ rules: [ssh, https] });
    const [first] = live()?.rules ?? [];
    sandbox.secondWriter.change(group.id, "group-delete-rule", { rule_id: first?.id });
    sandbox.secondWriter.change(group.id, "group-add-rule", {
      direction: "IN",
      protocol: "UDP",
      min_port: 53,
      max_port: 53,
    });
    await group.refresh();
    expect(keys()).toEqual(["ingress tcp 443 from anywhere", "ingress udp 53 from anywhere"]);
    expect(Object.keys(group.state?.inputs.rules ?? {})).toEqual(keys());
    expect(await group.up({ rules: [ssh, https] })).toBe("updated");
    expect(live()?.rules).toHaveLength(2);
  });

  test("finds that a group is gone", async () => {
    await start();
    await group.up({ rules: [https] });
    sandbox.secondWriter.delete(group.id);
    await group.refresh();
    expect(group.state).toBeUndefined();
  });

  test("leaves out what the program does not manage", async () => {
    await start();
    const [mine = "", other = ""] = sandbox.virtualMachines;
    await group.up({ virtualMachines: [mine] });
    sandbox.secondWriter.change(group.id, "group-attach-vm", { id: other });
    sandbox.secondWriter.change(group.id, "group-add-rule", { direction: "OUT" });
    await group.refresh();
    expect(group.outputs.rules).toBeUndefined();
    expect(group.outputs.virtualMachines).toEqual([mine]);
    expect(await group.up({ virtualMachines: [mine] })).toBe("unchanged");
    expect(live()?.virtualMachines).toEqual([mine, other]);
  });

  test("of a group that is only looked up tells everything", async () => {
    await start();
    const { id } = sandbox.secondWriter.create("theirs");
    sandbox.secondWriter.change(id, "group-add-rule", { direction: "OUT" });
    const { props } = await group.read(id, { name: "lookup" });
    expect(props).toMatchObject({
      name: "theirs",
      rules: { "egress any to anywhere": { direction: "OUT" } },
      users: [],
    });
  });
});

describe("members", () => {
  test("that the program does not name stay, unless it owns them all", async () => {
    await start();
    const [mine = "", other = ""] = sandbox.virtualMachines;
    await group.up({ virtualMachines: [mine] });
    sandbox.secondWriter.change(group.id, "group-attach-vm", { id: other });
    await group.up({ virtualMachines: [mine], exclusiveMembers: true });
    expect(live()?.virtualMachines).toEqual([mine]);
    sandbox.secondWriter.change(group.id, "group-attach-vm", { id: other });
    await group.refresh();
    expect(group.outputs.virtualMachines).toEqual([mine, other].toSorted());
    await group.up({ virtualMachines: [mine], exclusiveMembers: true });
    expect(live()?.virtualMachines).toEqual([mine]);
  });

  test("an attach that is refused but holds is a success", async () => {
    await start({ repeatAttach: "fail" });
    const [vm = ""] = sandbox.virtualMachines;
    await group.up({ virtualMachines: [] });
    sandbox.faults.add({
      path: "group-attach-vm",
      when: "after",
      answer: { status: 200, body: { success: false } },
    });
    await group.up({ virtualMachines: [vm] });
    expect(live()?.virtualMachines).toEqual([vm]);
  });

  test("an id that the account does not have is told, and the group is kept", async () => {
    await start();
    const wrong = "24e12e20-0851-5354-e2c3-04b16c4c9c45";
    await expect(group.up({ rules: [https], virtualMachines: [wrong] })).rejects.toThrow(
      /^create firewall group "web": cannot attach virtual machine 24e12e20.* to the group: .*404/,
    );
    expect(group.state).toMatchObject({ failed: true, outputs: { virtualMachines: [] } });
    expect(keys()).toEqual(["ingress tcp 443 from anywhere"]);
    await group.up({ rules: [https], virtualMachines: [] });
    expect(sandbox.secondWriter.groups()).toHaveLength(1);
  });

  test("are told with name, label and type, but not where they are secret", async () => {
    await start();
    const [vm = ""] = sandbox.virtualMachines;
    await group.up({ virtualMachines: [vm] });
    expect(group.outputs.attached).toMatchObject({
      virtualMachines: [{ id: vm, label: expect.any(String) as string }],
    });
    await group.up({ virtualMachines: [vm], secretMembers: true });
    expect(group.outputs.attached).toBeUndefined();
  });
});

describe("default rules", () => {
  const moments = ["onCreate", "onFirstEnable", "none"] as const;

  test.each(moments)("that come %s are kept and show no drift", async (defaultRules) => {
    await start({ defaultRules });
    const args = { rules: [https], active: true };
    await group.up(args);
    await group.refresh();
    expect(keys()).toEqual(["ingress tcp 443 from anywhere"]);
    expect(await group.up(args)).toBe("unchanged");
    expect(live()?.rules).toHaveLength(defaultRules === "none" ? 1 : 4);
  });

  test.each(moments)("that come %s are removed where they are to be", async (defaultRules) => {
    await start({ defaultRules });
    const args = { rules: [https], active: true, defaultRules: "remove" };
    await group.up(args);
    expect(live()?.rules).toHaveLength(1);
    await group.refresh();
    expect(await group.up(args)).toBe("unchanged");
  });

  test("one that the program had and has no more is removed all the same", async () => {
    await start({ defaultRules: "none" });
    const openSsh = { protocol: "tcp", ports: 22 };
    await group.up({ rules: [https, openSsh] });
    await group.up({ rules: [https] });
    expect(live()?.rules).toHaveLength(1);
  });
});

describe("rules", () => {
  test("that are there already are not added, and of doubled ones the oldest stays", async () => {
    await start();
    await group.up({ rules: [] });
    const body = { direction: "IN", protocol: "TCP", min_port: 443, max_port: 443 };
    sandbox.secondWriter.change(group.id, "group-add-rule", body);
    sandbox.secondWriter.change(group.id, "group-add-rule", body);
    const [oldest] = live()?.rules ?? [];
    sandbox.log.clear();
    await group.up({ rules: [https] });
    expect(writes()).toEqual(["group-delete-rule"]);
    expect(live()?.rules.map(({ id }) => id)).toEqual([oldest?.id]);
  });

  test.each(["merge", "refuse"] as const)(
    "are mended where update does not replace but %s",
    async (update) => {
      await start({ update, nullInputs: "reject" });
      await group.up({ rules: [ssh, https] });
      await group.up({ rules: [{ protocol: "tcp", ports: 22 }, https] });
      expect(live()?.rules.map((rule) => rule.src_address)).toEqual([null, null]);
      await group.refresh();
      expect(keys()).toEqual(["ingress tcp 22 from anywhere", "ingress tcp 443 from anywhere"]);
    },
  );

  test("that the server refuses are told by their key", async () => {
    await start({ ipv6: "reject" });
    await expect(group.up({ rules: [{ ...https, srcAddress: "2001:db8::/32" }] })).rejects.toThrow(
      /cannot add the rule "ingress tcp 443 from 2001:db8::\/32": .*IPv6 is not supported/,
    );
  });

  test("that are secret are told without their addresses", async () => {
    await start({ ipv6: "reject" });
    const rules = [{ ...https, srcAddress: "2001:db8::/32" }];
    const error: unknown = await group.up({ rules, secretRules: true }).catch((thrown: unknown) => thrown);
    expect(String(error instanceof Error && error.message)).toMatch(/rule "ingress tcp 443 from \[secret\]"/);
    expect(String(error instanceof Error && error.message)).not.toContain("2001:db8");
  });
});

describe("adopting", () => {
  test("takes the group of that name, and makes one where there is none", async () => {
    await start();
    const { id } = sandbox.secondWriter.create("web");
    sandbox.secondWriter.change(id, "group-add-rule", { direction: "IN" });
    await group.up({ rules: [https], adopt: true });
    expect(group.id).toBe(id);
    expect(live()?.rules).toHaveLength(1);
    const other = new ManagedGroup(sandbox);
    await other.up({ name: "other", adopt: true });
    expect(sandbox.secondWriter.groups()).toHaveLength(2);
  });

  test("takes the group with an id, whose name has to be known", async () => {
    await start();
    const { id } = sandbox.secondWriter.create("theirs");
    await expect(group.up({ adopt: id })).rejects.toThrow(/is named "theirs".* set name: "theirs"/);
    await group.up({ adopt: id.toUpperCase(), name: "theirs" });
    expect(group.id).toBe(id);
  });

  test("asks for the id where several have the name", async () => {
    await start();
    const ids = [sandbox.secondWriter.create("web").id, sandbox.secondWriter.create("web").id];
    await expect(group.up({ adopt: true })).rejects.toThrow(
      `several groups have this name: say which by its id in adopt: ${ids.join(", ")}`,
    );
  });

  test("is named as the way out where a name is taken", async () => {
    await start({ duplicateName: "reject" });
    const { id } = sandbox.secondWriter.create("web");
    await expect(group.up({})).rejects.toThrow(
      new RegExp(`There is a group of this name, ${id}: take it over with adopt: true`),
    );
  });
});

describe("servers that lose their filter", () => {
  const start1 = async () => {
    await start();
    const [vm = ""] = sandbox.virtualMachines;
    return { vm, args: { rules: [https], virtualMachines: [vm], active: true } };
  };

  test("are warned of when they are detached, the firewall goes off or the group is deleted", async () => {
    const { vm, args } = await start1();
    await group.up(args);
    const warning = `warning: firewall group "web": server ${vm} is in no other firewall group and will be open to all traffic`;
    for (const change of [{ ...args, virtualMachines: [] }, args, { ...args, active: false }, args]) {
      said = [];
      await group.up(change);
      expect(said.includes(warning)).toBe(change !== args);
    }
    said = [];
    await group.destroy();
    expect(said).toEqual([warning]);
  });

  test("are refused with guard: error, before anything is sent", async () => {
    const { args } = await start1();
    await group.up({
      ...args,
      guard: "error",
      rules: [https, { protocol: "udp", ports: 68 }, { direction: "out" }],
    });
    sandbox.log.clear();
    await expect(group.destroy()).rejects.toThrow(
      /^delete firewall group "web": server .* open to all traffic\. Put it into another group first, or set guard: "warn"\.$/,
    );
    expect(writes()).toEqual([]);
  });

  test("are of no concern where another group has them", async () => {
    const { vm, args } = await start1();
    await group.up(args);
    const { id } = sandbox.secondWriter.create("other");
    sandbox.secondWriter.change(id, "group-attach-vm", { id: vm });
    said = [];
    await group.destroy();
    expect(said).toEqual([]);
  });
});

describe("an account that can't be reached", () => {
  test("because of a wrong secret ends in one sentence", async () => {
    await start();
    group = new ManagedGroup({ ...sandbox, endpoint: sandbox.endpoint, apiSecret: "wrong-secret-of-mine" });
    const error: unknown = await group.up({}).catch((thrown: unknown) => thrown);
    const message = error instanceof Error ? error.message : "";
    expect(message).toMatch(
      /^create firewall group "web": GET \/v2\/groups: 401 .*\. Check e24cloud:apiKey and e24cloud:apiSecret\.$/,
    );
    expect(message).not.toMatch(/clock of this machine|wrong-secret-of-mine/);
  });

  test("because nobody listens ends in one sentence", async () => {
    await start();
    group = new ManagedGroup({ ...sandbox, endpoint: "http://127.0.0.1:1" });
    await expect(group.up({})).rejects.toThrow(
      /cannot reach http:\/\/127\.0\.0\.1:1 .* Check e24cloud:endpoint\.$/,
    );
  });

  test.each([
    [-3_600, "ahead of"],
    [3_600, "behind"],
  ])("because its clock is off by %d s is told so", async (seconds, direction) => {
    await start();
    const server = createServer((_, response) => {
      const date = new Date(Date.now() + seconds * 1000).toUTCString();
      response.writeHead(401, { date, "content-type": "application/json" }).end('{"success":false}');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = server.address() as AddressInfo;
      group = new ManagedGroup({ ...sandbox, endpoint: `http://127.0.0.1:${port}` });
      await expect(group.up({})).rejects.toThrow(
        new RegExp(`the clock of this machine is 3\\d{3} s ${direction} the server's.*set the clock`),
      );
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
