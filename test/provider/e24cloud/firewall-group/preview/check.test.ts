import { UNKNOWN } from "../../../../../provider/rules/rule-map";
import { ManagedGroup } from "../../managed-group";

// There is no server, so the checks continue without what the account has, and report it once.
const nowhere = { endpoint: "http://127.0.0.1:1", apiKey: "key", apiSecret: "secret" };
const vm = "7d09bc31-6d92-015b-0c44-5e9c0a07ab01";
const ssh = { protocol: "tcp", ports: 22, srcAddress: "203.0.113.0/24" };
const https = { protocol: "tcp", ports: 443 };
const dhcp = { protocol: "udp", ports: "67-68" };
const egress = { direction: "OUT" };

let said: string[];
beforeEach(() => {
  said = [];
  jest.spyOn(console, "log").mockImplementation((line: string) => {
    if (!line.includes("could not be checked in this preview")) said.push(line);
  });
});
afterEach(() => jest.restoreAllMocks());

/** A check of new arguments over the state that a check of old ones made. */
async function checked(args: object, old?: object) {
  const group = new ManagedGroup(nowhere);
  if (old !== undefined) {
    const { inputs = {} } = await group.preview({ name: "web", ...old });
    group.state = { id: vm, inputs, outputs: inputs };
  }
  said = [];
  const { inputs = {}, failures = [] } = await group.preview({ name: "web", ...args });
  return { inputs, reasons: failures.map(({ reason }) => reason) };
}

/** What was reported, but for the line that each new group has. */
const remarks = () => said.filter((line) => !line.includes("e24cloud's default rules are removed"));

test("inputs come out in one canonical form", async () => {
  const { inputs, reasons } = await checked({
    rules: [https, ssh, https],
    virtualMachines: ["7D09BC31-6d92-015b-0c44-5e9c0a07ab01", vm, "24e12e20-0851-5354-e2c3-04b16c4c9c45"],
    keepReachable: [{ ports: 22, from: "203.0.113.7" }],
    timeouts: { create: "5m" },
    active: undefined,
  });
  expect(reasons).toEqual([]);
  expect(inputs).toEqual({
    name: "web",
    endpoint: "http://127.0.0.1:1",
    rules: { "ingress tcp 22 from 203.0.113.0/24": {}, "ingress tcp 443 from anywhere": {} },
    virtualMachines: ["24e12e20-0851-5354-e2c3-04b16c4c9c45", vm],
    keepReachable: [{ protocol: "tcp", ports: "22", from: ["203.0.113.7/32"] }],
    timeouts: { create: "5m" },
    defaultRules: "remove",
    __provider: "text",
  });
  const again = await checked(inputs);
  expect(again.inputs).toEqual(inputs);
});

test.each([
  [{ name: "" }, "name must not be empty."],
  [{ name: 5 }, "name must be a string."],
  [{ virtualMachines: vm }, "virtualMachines must be an array of ids."],
  [{ users: ["anna"] }, 'users[0]: "anna" is not an id: an id looks like'],
  [{ active: "yes" }, "active must be true or false."],
  [{ defaultRules: "drop" }, 'defaultRules must be "keep" or "remove".'],
  [{ guard: "off" }, 'guard must be "warn" or "error".'],
  [{ adopt: "web" }, 'adopt "web" is not an id: an id looks like'],
  [{ keepReachable: [{ ports: "ssh" }] }, 'keepReachable[0].ports: ports "ssh" is not a port or a range'],
  [{ keepReachable: [{ ports: 22, from: "home" }] }, "home is not an address"],
  [{ timeouts: { create: "soon" } }, 'timeouts.create: "soon" is not a duration'],
  [{ rule: [] }, "rule is not an input of a FirewallGroup (did you mean rules?)."],
  [{ rules: 5 }, "rules must be an array of rules."],
])("%j is refused", async (args, reason) => {
  const { reasons } = await checked(args);
  expect(reasons.join("\n")).toContain(reason);
});

test("settings that are missing are reported", async () => {
  const group = new ManagedGroup({ ...nowhere, apiKey: "", apiSecret: "" });
  const { failures = [] } = await group.preview({ name: "web" });
  expect(failures.map(({ reason }) => reason).join()).toMatch(/e24cloud:apiKey/);
});

test("unknown values stay as they are", async () => {
  const { inputs, reasons } = await checked({
    name: UNKNOWN,
    virtualMachines: [vm, UNKNOWN],
    rules: UNKNOWN,
  });
  expect(reasons).toEqual([]);
  expect(inputs).toMatchObject({ name: UNKNOWN, virtualMachines: [vm, UNKNOWN], rules: UNKNOWN });
});

describe("the change summary", () => {
  test("is one line where rules change", async () => {
    await checked({ rules: [https, { ...ssh, ports: "22-23" }] }, { rules: [ssh] });
    expect(said).toEqual([
      "web: opens tcp 23 from 203.0.113.0/24 and tcp 443 from anywhere; closes nothing; gap-free",
    ]);
  });

  test("is what is opened for a new group, and nothing where nothing changes", async () => {
    await checked({ rules: [ssh, https] });
    expect(remarks()).toEqual([
      "web: opens tcp 22 from 203.0.113.0/24 and tcp 443 from anywhere; its firewall is off: it does not filter yet",
    ]);
    said = [];
    await checked({ rules: [ssh, https] }, { rules: [https, ssh] });
    expect(remarks()).toEqual([]);
  });

  test("has no address of secret rules", async () => {
    await checked(
      { rules: [ssh], secretInputs: ["rules.peers"] },
      { rules: [{ ...ssh, srcAddress: "198.51.100.0/24" }], secretInputs: ["rules.peers"] },
    );
    expect(said).toEqual(["web: opens tcp 22; closes tcp 22; gap-free"]);
  });
});

describe("guards", () => {
  const safe = { rules: [https, dhcp, egress], active: true };

  test("have nothing to report about safe rules, nor about what has not changed", async () => {
    await checked(safe);
    await checked({ ...safe, rules: [https] }, { ...safe, rules: [https] });
    await checked({ rules: [] });
    expect(said.join()).not.toContain("warning");
  });

  test.each([
    [[dhcp, egress], []],
    [[https, dhcp], ["nothing out"]],
    [[https, egress], ["no DHCP in"]],
    [[egress], ["nothing in", "no DHCP in"]],
    [[], ["nothing in", "nothing out", "no DHCP in"]],
  ])("warn where the firewall is switched on with %j", async (rules, dangers) => {
    await checked({ rules, active: true }, { rules, active: false });
    const [line, ...warnings] = said;
    expect(line).toBe("web: switches its firewall on: what no rule allows is closed to its servers");
    expect(warnings).toHaveLength(dangers.length);
    for (const danger of dangers) expect(said.join("\n")).toContain(danger);
  });

  test("refuse where they are to", async () => {
    const { reasons } = await checked({ rules: [https], active: true, guard: "error" });
    expect(reasons).toHaveLength(2);
    expect(remarks()).toEqual(["web: opens tcp 443 from anywhere"]);
  });

  test.each([
    [["0.0.0.0/1", "128.0.0.0/1"], undefined, true],
    [["0.0.0.0/1", "128.0.0.0/1"], "0.0.0.0/0", true],
    [[undefined], "2001:db8::/32", false],
    [["0.0.0.0/0"], "2001:db8::/32", false],
    [[undefined, "::/0"], "2001:db8::/32", true],
    [["0.0.0.0/1", "128.0.0.0/1"], "2001:db8::/32", false],
    [["0.0.0.0/1"], undefined, false],
  ])("rules from %j keep what is to be reached from %s: %s", async (sources, from, kept) => {
    const rules = sources.map((srcAddress) => ({ ...https, ...(srcAddress && { srcAddress }) }));
    const { reasons } = await checked({ rules, keepReachable: [{ ports: 443, from }], guard: "error" });
    expect(reasons).toHaveLength(kept ? 0 : 1);
  });

  test("keep open what has to stay reachable", async () => {
    const keepReachable = [{ ports: 22, from: ["203.0.113.7", "198.51.100.1"] }, { ports: 443 }];
    const args = { keepReachable, guard: "error" };
    const { reasons } = await checked({ ...args, rules: [ssh, https] }, { ...args, rules: [ssh, https] });
    expect(reasons).toEqual([
      'firewall group "web": no rule lets in tcp 22 from 198.51.100.1/32, which keepReachable lists. With guard: "warn" this is only a warning.',
    ]);
  });
});
