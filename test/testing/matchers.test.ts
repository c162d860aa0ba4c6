import * as pulumi from "@pulumi/pulumi";
import * as e24cloud from "../../provider/e24cloud";
import * as waldur from "../../provider/waldur";
import { explain, lint, reachability, securityGroupMatchers } from "../../testing";
import { failure, mockPulumi } from "./program";

expect.extend(securityGroupMatchers);

let monitoring: waldur.SecurityGroup;
let web: waldur.SecurityGroup;
let edge: e24cloud.FirewallGroup;
beforeAll(async () => {
  await mockPulumi();
  monitoring = new waldur.SecurityGroup("monitoring", { rules: waldur.allow.egress() });
  web = new waldur.SecurityGroup("web", {
    rules: [
      ...waldur.allow.https(),
      ...waldur.allow.ssh({ from: ["203.0.113.0/24", monitoring] }),
      { protocol: "tcp", ports: "9100-9104", remoteGroup: monitoring, description: "exporters" },
      ...waldur.allow.postgresql({ from: "self" }),
      ...waldur.allow.ping(),
      ...waldur.allow.dns({ to: "192.0.2.53/32" }),
    ],
  });
  edge = new e24cloud.FirewallGroup("edge", {
    rules: [
      ...e24cloud.allow.https(),
      { protocol: "tcp", ports: 22, srcAddress: "203.0.113.0/24", dstAddress: "10.0.0.7" },
      ...e24cloud.allow.dhcp(),
      ...e24cloud.allow.egress(),
    ],
    defaultRules: "remove",
    active: true,
  });
});

describe("a waldur.SecurityGroup under setMocks", () => {
  test("allows", async () => {
    await expect(web).toAllow({ tcp: 443, from: "198.51.100.7" });
    await expect(web).toAllow({ tcp: 443, from: "2001:db8::1" });
    await expect(web).toAllow({ service: "https", from: "anywhere" });
    await expect(web).toAllow({ tcp: 443 });
    await expect(web).toAllow({ service: "ssh", from: "203.0.113.128/25" });
    await expect(web).toAllow({ tcp: 22, from: monitoring });
    await expect(web).toAllow({ tcp: "9100-9104", from: monitoring, ethertype: "IPv4" });
    await expect(web).toAllow({ tcp: 5432, from: "self" });
    await expect(web).toAllow({ tcp: 5432, from: web });
    await expect(web).toAllow({ service: "ping" });
    await expect(web).toAllow({ icmp: { type: 8, code: 0 }, from: "198.51.100.7" });
    await expect(web).toAllow({ tcp: 53, udp: 53, to: "192.0.2.53" });
    await expect(monitoring).toAllow({ to: "anywhere" });
  });

  test("does not allow", async () => {
    await expect(web).not.toAllow({ tcp: 22, from: "198.51.100.7" });
    await expect(web).not.toAllow({ tcp: 22, from: "anywhere" });
    await expect(web).not.toAllow({ tcp: 9100, from: monitoring, ethertype: "IPv6" });
    await expect(web).not.toAllow({ tcp: 5432, from: monitoring });
    await expect(web).not.toAllow({ udp: 443 });
    await expect(web).not.toAllow({ icmp: 0 });
    await expect(web).not.toAllow({ protocol: 50 });
    await expect(web).not.toAllow({ udp: 53, to: "anywhere" });
    await expect(monitoring).not.toAllow({ from: "anywhere" });
    await expect(monitoring).not.toAllow({});
  });

  test("names the nearest rule", async () => {
    expect(await failure(expect(web).toAllow({ tcp: 5432, from: monitoring }))).toBe(
      [
        "expected the rules to allow tcp 5432 from group monitoring_id",
        "",
        "No rule allows anything of it. The nearest, and in what they differ:",
        "  ingress IPv4 tcp 22 from group monitoring_id (port)",
        "  ingress IPv4 tcp 443 from 0.0.0.0/0 (port)",
        "  ingress IPv4 tcp 5432 from this group (other side)",
      ].join("\n"),
    );
    expect(await failure(expect(monitoring).toAllow({ tcp: 22, from: "10.0.0.1" }))).toBe(
      ["expected the rules to allow tcp 22 from 10.0.0.1/32", "", "No rule allows anything of it."].join(
        "\n",
      ),
    );
  });

  test("says which part is allowed, and by which rule", async () => {
    const said = [
      "Allowed: tcp 9104 from group monitoring_id over IPv4",
      "  by ingress IPv4 tcp 9100-9104 from group monitoring_id",
      "Not allowed: tcp 9105 from group monitoring_id over IPv4",
    ];
    const query = { tcp: "9104-9105", from: monitoring, ethertype: "IPv4" } as const;
    expect(await failure(expect(web).toAllow(query))).toBe(
      ["expected the rules to allow tcp 9104-9105 from group monitoring_id over IPv4", "", ...said].join(
        "\n",
      ),
    );
    expect(await failure(expect(web).not.toAllow(query))).toBe(
      ["expected the rules not to allow tcp 9104-9105 from group monitoring_id over IPv4", "", ...said].join(
        "\n",
      ),
    );
  });

  test("distinguishes what is open to all sources, and what to the world", async () => {
    expect(await failure(expect(web).not.toAllow({ tcp: 22 }))).toContain(
      "Allowed: tcp 22 from 203.0.113.0/24",
    );
    expect(await failure(expect(web).not.toAllow({ tcp: 443, from: "anywhere" }))).toBe(
      [
        "expected the rules not to open to the world: tcp 443 from anywhere",
        "",
        "Allowed: tcp 443 from anywhere",
        "  by ingress IPv4 tcp 443 from 0.0.0.0/0",
        "  by ingress IPv6 tcp 443 from ::/0",
      ].join("\n"),
    );
  });

  test("one family of two is a part", async () => {
    const rules = { waldur: [{ protocol: "tcp", ports: 80, cidr: "0.0.0.0/0" }] };
    expect(await failure(expect(rules).toAllow({ tcp: 80, from: "anywhere" }))).toContain(
      "Not allowed: tcp 80 from ::/0",
    );
    await expect(rules).toAllow({ tcp: 80, from: "0.0.0.0/0" });
  });
});

test("an e24cloud.FirewallGroup under setMocks", async () => {
  await expect(edge).toAllow({ service: "https" });
  await expect(edge).toAllow({ tcp: 22, from: "203.0.113.9", at: "10.0.0.7" });
  await expect(edge).toAllow({ udp: "67-68", from: "anywhere" });
  await expect(edge).toAllow({ service: "dns", to: "192.0.2.53" });
  await expect(edge).not.toAllow({ tcp: 22, from: "203.0.113.9", at: "10.0.0.8" });
  await expect(edge).not.toAllow({ tcp: 22, from: monitoring });
  expect(await failure(expect(edge).toAllow({ tcp: 22, from: "203.0.113.9" }))).toContain(
    "Allowed: tcp 22 from 203.0.113.9/32 to 10.0.0.7/32\n  by ingress tcp 22 from 203.0.113.0/24 to 10.0.0.7/32",
  );
});

test("rules that e24cloud adds by itself are nothing to rely on, neither on their being there nor on their absence", async () => {
  const keeping = { defaultRules: "keep", active: true } as const;
  const group = new e24cloud.FirewallGroup("defaults", { rules: e24cloud.allow.https(), ...keeping });
  for (const query of [{ tcp: 22, from: "anywhere" }, { udp: 67 }, { to: "anywhere" }] as const) {
    for (const assertion of [expect(group).toAllow(query), expect(group).not.toAllow(query)]) {
      expect(await failure(assertion)).toMatch(
        /Not known: .*\n {2}perhaps by .* \(e24cloud adds it itself, unless defaultRules is "remove"\)$/,
      );
    }
  }
  await expect(group).not.toAllow({ tcp: 23 });
  const ssh = new e24cloud.FirewallGroup("ssh", { rules: e24cloud.allow.ssh(), ...keeping });
  expect(await failure(expect(ssh).not.toAllow({ tcp: 22, ethertype: "IPv4" }))).toMatch(
    /by ingress tcp 22 from anywhere$/,
  );
});

test("the rules of others that a group is known to have count, as its own do", async () => {
  class Web extends waldur.SecurityGroup {
    override readonly unmanagedRules = pulumi.output({ "ingress IPv4 tcp 22 from 10.0.0.0/8": {} });
  }
  const group = new Web("others", { rules: waldur.allow.https() });
  await expect(group).toAllow({ tcp: 22, from: "10.0.0.7" });
  expect(await failure(expect(group).not.toAllow({ tcp: 22 }))).toContain(
    "by ingress IPv4 tcp 22 from 10.0.0.0/8",
  );
  await expect(group).not.toAllow({ tcp: 22, from: "192.0.2.1" });
});

describe("a firewall of e24cloud", () => {
  const rules = e24cloud.allow.https();
  const group = (name: string, active?: boolean) =>
    new e24cloud.FirewallGroup(name, {
      rules,
      defaultRules: "remove",
      ...(active !== undefined && { active }),
    });

  test("that is off lets everything through", async () => {
    const off = group("off", false);
    await expect(off).toAllow({ tcp: 22, from: "anywhere" });
    const said = await failure(expect(off).not.toAllow({ tcp: 22, from: "192.0.2.1" }));
    expect(said).toContain("by its firewall, which is off and allows everything");
    expect((await lint(off)).map(({ kind }) => kind)).toEqual(["firewall-off"]);
    const [way] = await reachability({ off });
    expect(way?.text).toBe("anywhere -> off: any");
  });

  test("that nothing switches on keeps nothing out for certain", async () => {
    const unset = group("unset");
    await expect(unset).toAllow({ tcp: 443, from: "anywhere" });
    expect(await failure(expect(unset).toAllow({ tcp: 22 }))).toContain("Not known: tcp 22 from anywhere");
    expect(await failure(expect(unset).not.toAllow({ tcp: 22 }))).toContain("active: true switches it on");
    await expect({ e24cloud: rules }).not.toAllow({ tcp: 22 });
    expect((await explain(unset, { tcp: 22 })).allowed).toBe("unknown");
    expect((await reachability({ unset })).map(({ text, isKnown }) => [text, isKnown])).toContainEqual([
      "anywhere -> unset: perhaps any but tcp 443",
      false,
    ]);
  });
});

test("a rule of e24cloud without an address is IPv4 for certain, and may be IPv6", async () => {
  const any = { e24cloud: e24cloud.allow.ssh() };
  await expect(any).toAllow({ tcp: 22, from: "anywhere" });
  for (const query of [
    { tcp: 22, from: "2001:db8::1" },
    { tcp: 22, ethertype: "IPv6" },
  ] as const) {
    expect(await failure(expect(any).toAllow(query))).toContain("perhaps by ingress tcp 22 from anywhere");
    expect(await failure(expect(any).not.toAllow(query))).toContain("Not known: tcp 22 from");
  }
  const sixes = { e24cloud: e24cloud.allow.ssh({ from: "::/0" }) };
  await expect(sixes).toAllow({ tcp: 22, from: "2001:db8::1" });
  expect(await failure(expect(sixes).toAllow({ tcp: 22, from: "anywhere" }))).toContain(
    "Not allowed: tcp 22 from 0.0.0.0/0",
  );
  expect(await failure(expect(sixes).not.toAllow({ tcp: 22, from: "anywhere" }))).toContain(
    "by ingress tcp 22",
  );
});

describe("plain rules", () => {
  test("of either cloud, with outputs, secrets and groups in them", async () => {
    const cidr = pulumi.secret("203.0.113.0/24");
    const rules = {
      waldur: [{ protocol: "tcp", ports: 22, cidr }, ...waldur.allow.http({ from: monitoring })],
    };
    await expect(rules).toAllow({ tcp: 22, from: "203.0.113.7" });
    await expect(rules).toAllow({ tcp: 80, from: monitoring });
    await expect(rules).not.toAllow({ tcp: 80, from: web });
    await expect({ e24cloud: e24cloud.allow.ssh({ from: "203.0.113.0/24" }) }).not.toAllow({ tcp: 23 });
    await expect({ e24cloud: [] }).not.toAllow({});
  });

  test("that a preview would refuse are refused", async () => {
    const rules = { waldur: [{ protocol: "tcp", ports: "80-22" }] };
    const message = 'rules[0] (ingress IPv4 tcp): ports 80-22 are reversed: write "22-80"';
    expect(await failure(expect(rules).toAllow({ tcp: 443 }))).toContain(message);
    expect(await failure(expect(rules).not.toAllow({ tcp: 443 }))).toContain(message);
    const source: string | undefined = undefined;
    for (const empty of [
      { waldur: [{ protocol: "tcp", ports: 22, cidr: source }] },
      { e24cloud: [{ protocol: "tcp", ports: 22, srcAddress: source }] },
    ]) {
      expect(await failure(expect(empty as never).toAllow({ tcp: 22 }))).toContain(" has no value: set it");
    }
  });
});

describe("a question that has no answer fails, with not as without", () => {
  const unmanaged = () => new waldur.SecurityGroup("unmanaged");
  test.each<[string, () => unknown, object, string]>([
    ["rules that are not managed", unmanaged, { tcp: 22 }, "its rules are not managed"],
    [
      "something without rules",
      () => [{ protocol: "tcp" }],
      { tcp: 22 },
      "this has no rules: pass a SecurityGroup",
    ],
    ["no subject", () => undefined, { tcp: 22 }, "this has no rules"],
    ["a misspelled field", () => web, { port: 22 }, "unknown field port: use tcp, udp,"],
    [
      "an undefined source",
      () => web,
      { tcp: 22, from: undefined },
      'from has no value: set it, or write "any',
    ],
    ["a destination of null", () => web, { tcp: 22, to: null }, "to has no value: set it"],
    ["an empty source", () => web, { tcp: 22, from: "" }, "from is an empty string"],
    [
      "an undefined port",
      () => web,
      { tcp: undefined, from: "10.0.0.1" },
      "tcp has no value: set it or leave",
    ],
    ["a network without its mask", () => web, { tcp: 22, from: "0.0.0.0" }, "write 0.0.0.0/0 for anywhere"],
    ["two ways", () => web, { tcp: 22, from: "10.0.0.1", to: "10.0.0.2" }, "from and to are two directions"],
    ["no address", () => web, { tcp: 22, from: "10.0.0.300" }, "10.0.0.300 is not an address"],
    ["two families", () => web, { tcp: 22, from: "10.0.0.1", ethertype: "IPv6" }, "IPv4 and IPv6 at once"],
    ["no port", () => web, { tcp: 0 }, "port 0 is out of range"],
    ["an output as a peer", () => web, { tcp: 22, from: pulumi.output("x") }, "the resource itself"],
  ])("%s", async (_, subject, query, message) => {
    const one = subject();
    expect(await failure(expect(one).toAllow(query))).toContain(message);
    expect(await failure(expect(one).not.toAllow(query))).toContain(message);
  });
});
