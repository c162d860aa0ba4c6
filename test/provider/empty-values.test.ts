import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { readRules } from "../../provider/rules/rule-map";
import * as e24cloud from "../../provider/e24cloud";
import { ruleReader as e24cloudLanguage } from "../../provider/e24cloud/rule/parse";
import { Provider } from "../../provider";
import * as waldur from "../../provider/waldur";
import { ruleReader as waldurLanguage } from "../../provider/waldur/rule/parse";
import { Bastion } from "../../components";
import { opened } from "../../plugin/wire/seal";
import { recorded, type Recorder } from "../components/harness";

/** A value that is empty by accident never opens anything, however it gets into a program. */

const TYPES = { waldur: "waldur:SecurityGroup", e24cloud: "e24cloud:FirewallGroup" } as const;
type Cloud = keyof typeof TYPES;
const group = "1f0c2b3a4d5e6f708192a3b4c5d6e7f8";
const tcp = { protocol: "tcp", ports: 9090 };

/** Empty values, as literals and as what an output turns out to be. */
const empties: readonly [name: string, value: unknown][] = [
  ["undefined", undefined],
  ["null", null],
  ["an empty string", ""],
  ["a blank text", "  "],
].flatMap(([name, value]): [string, unknown][] => [
  [String(name), value],
  [`an output of ${String(name)}`, pulumi.output(value)],
  [`a promise of ${String(name)}`, Promise.resolve(value)],
  [`a secret of ${String(name)}`, pulumi.secret(value)],
]);

/** Where a value can be empty, with what the message names. */
const places: Readonly<Record<Cloud, readonly [where: string, rule: (empty: unknown) => object][]>> = {
  waldur: [
    ["cidr", (cidr) => ({ ...tcp, cidr })],
    ["cidrs", (cidrs) => ({ ...tcp, cidrs })],
    ["cidrs[1]", (empty) => ({ ...tcp, cidrs: ["203.0.113.7/32", empty] })],
    ["peer", (peer) => ({ ...tcp, peer })],
    ["remoteGroup", (remoteGroup) => ({ ...tcp, remoteGroup })],
    ["remoteGroup", (empty) => ({ ...tcp, cidr: empty, remoteGroup: empty })],
    ["ports", (ports) => ({ protocol: "tcp", ports, cidr: "203.0.113.0/24" })],
    ["fromPort", (fromPort) => ({ protocol: "tcp", fromPort, toPort: 80, cidr: "203.0.113.0/24" })],
    ["icmpType", (icmpType) => ({ protocol: "icmp", icmpType, cidr: "203.0.113.0/24" })],
  ],
  e24cloud: [
    ["srcAddress", (srcAddress) => ({ ...tcp, srcAddress })],
    ["dstAddress", (dstAddress) => ({ ...tcp, dstAddress, direction: "OUT" })],
    ["dstAddress", (dstAddress) => ({ ...tcp, srcAddress: "203.0.113.0/24", dstAddress })],
    ["cidrs", (cidrs) => ({ ...tcp, cidrs })],
    ["cidrs[1]", (empty) => ({ ...tcp, cidrs: ["203.0.113.7/32", empty] })],
    ["protocol", (protocol) => ({ protocol, srcAddress: "203.0.113.0/24" })],
    ["ports", (ports) => ({ protocol: "tcp", ports, srcAddress: "203.0.113.0/24" })],
    ["minPort", (minPort) => ({ protocol: "tcp", minPort, maxPort: 80, srcAddress: "203.0.113.0/24" })],
    ["icmpType", (icmpType) => ({ protocol: "icmp", icmpType, srcAddress: "203.0.113.0/24" })],
  ],
};

/** What a check says about rules that have come through the class and the SDK. */
async function problems(cloud: Cloud, rules: unknown, recorder: Recorder): Promise<readonly string[]> {
  const args = { rules: rules as never };
  if (cloud === "waldur") new waldur.SecurityGroup("web", args);
  else new e24cloud.FirewallGroup("web", args);
  const inputs = await recorder.inputs(`pulumi-nodejs:dynamic/${TYPES[cloud]}`, "web");
  const came = opened(inputs["rules"]);
  return cloud === "waldur"
    ? readRules(came, waldurLanguage).problems
    : readRules(came, e24cloudLanguage).problems;
}

let warnings: jest.SpyInstance;
beforeEach(() => {
  warnings = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
});
afterEach(() => warnings.mockRestore());

describe.each(["waldur", "e24cloud"] as const)("in a rule of %s", (cloud) => {
  test.each(empties)("%s is refused", async (_, empty) => {
    for (const [where, rule] of places[cloud]) {
      const said = await problems(cloud, [tcp, rule(empty)], await recorded());
      expect(said.length).toBeGreaterThan(0);
      for (const one of said) expect(one).toMatch(/^rules\[1\] \(.*\): /);
      expect(said.join()).toContain(`: ${where} `);
      expect(said.join()).toMatch(/ (has no value|is an empty string): .*(set it|write)/);
    }
  });

  test("so is it where the rule, or all rules, are an output", async () => {
    const [, rule = () => ({})] = places[cloud][0] ?? [];
    for (const rules of [
      [pulumi.output(rule(undefined))],
      pulumi.output([rule(undefined)]),
      pulumi.output([rule(pulumi.output(undefined))]),
      Promise.resolve([rule(undefined)]),
    ]) {
      expect(await problems(cloud, rules, await recorded())).toHaveLength(1);
    }
  });

  test("one value that is not known yet leaves the others known", async () => {
    const recorder = await recorded({ preview: true });
    const unknown = new pulumi.ComponentResource("test:index:Unknown", "later").urn.apply(() => "10.0.0.0/8");
    const [, rule = () => ({})] = places[cloud][0] ?? [];
    expect(await problems(cloud, [rule(unknown), rule("10.1.0.0/16")], recorder)).toEqual([]);
  });
});

test.each(["waldur", "e24cloud"] as const)(
  "a map of rules from state, which ignoreChanges passes on, is exempt at %s: there a rule for anywhere need name no peer",
  async (cloud) => {
    const read = (rules: unknown) =>
      cloud === "waldur" ? readRules(rules, waldurLanguage) : readRules(rules, e24cloudLanguage);
    const { rules, sourceless } = read([
      { protocol: "tcp", ports: 443 },
      { direction: cloud === "waldur" ? "egress" : "OUT" },
    ]);
    expect(sourceless).toHaveLength(1);
    const keysOf = (map: unknown) => Object.keys({ ...(map as object) });
    const recorder = await recorded();
    expect(await problems(cloud, JSON.parse(JSON.stringify(rules)), recorder)).toEqual([]);
    expect(read(rules)).toMatchObject({ problems: [], sourceless: [] });
    expect(keysOf(read(rules).rules)).toEqual(keysOf(rules));
  },
);

describe("a source of a preset", () => {
  const clouds = { waldur: waldur.allow, e24cloud: e24cloud.allow };
  const untyped = (cloud: Cloud, args: unknown) =>
    (clouds[cloud].grafana as (args: unknown) => object[])(args);

  test.each(["waldur", "e24cloud"] as const)("of %s that is empty is refused", async (cloud) => {
    for (const [, empty] of empties) {
      if (pulumi.Output.isInstance(empty) || empty instanceof Promise) {
        expect(await problems(cloud, untyped(cloud, { from: empty }), await recorded())).toHaveLength(1);
        expect(await problems(cloud, untyped(cloud, { to: [empty] }), await recorded())).toHaveLength(1);
      } else {
        const refused =
          /^allow\.grafana: from (has no value|is an empty string): set it, or write from: anywhere/;
        expect(() => untyped(cloud, { from: empty })).toThrow(refused);
        expect(() => untyped(cloud, { from: ["10.0.0.0/8", empty] })).toThrow(/from\[1\] (has|is)/);
      }
    }
  });

  test("is refused under a misspelled name, and where arguments are none", () => {
    expect(() => untyped("waldur", { form: "10.0.0.0/8" })).toThrow("no argument form: did you mean from?");
    expect(() => untyped("e24cloud", "10.0.0.0/8")).toThrow('"10.0.0.0/8" are not arguments: write');
    expect(() => untyped("e24cloud", null)).toThrow("null are not arguments");
    expect(() => e24cloud.allow.egress({ from: "10.0.0.0/8" } as never)).toThrow("no argument from");
  });

  test("may be missing where the program says what that means", () => {
    const office: string | undefined = undefined;
    expect(waldur.allow.grafana({ from: office ?? waldur.anywhere })).toEqual(waldur.allow.grafana());
    expect(e24cloud.allow.grafana({ from: [e24cloud.anywhere] })).toEqual(e24cloud.allow.grafana());
    expect(untyped("waldur", { from: undefined, to: "10.0.0.0/8" })).toHaveLength(1);
  });

  test("that is an empty list makes no rule, and reports it once", async () => {
    await recorded();
    await pulumi.runtime.runInPulumiStack(async () => {
      const made = [1, 2].flatMap(() => waldur.allow.dns({ from: [] }));
      expect(made).toEqual([]);
    });
    expect(warnings.mock.calls).toEqual([["allow.dns: from is an empty list, so it makes no rule"]]);
  });
});

test("of several names of the other side one is enough", () => {
  const read = (rule: object) => readRules([rule], waldurLanguage);
  expect(Object.keys(read({ ...tcp, cidr: undefined, remoteGroup: group }).rules)).toEqual([
    `ingress IPv4 tcp 9090 from group ${group}`,
  ]);
  expect(Object.keys(read({ ...tcp, cidr: "10.0.0.0/8", remoteGroup: null, peer: "" }).rules)).toHaveLength(
    1,
  );
  const far = readRules([{ ...tcp, srcAddress: null, cidrs: ["10.0.0.0/8"] }], e24cloudLanguage);
  expect(Object.keys(far.rules)).toEqual(["ingress tcp 9090 from 10.0.0.0/8"]);
  // The near side is another matter.
  expect(
    readRules([{ ...tcp, dstAddress: null, cidrs: ["10.0.0.0/8"] }], e24cloudLanguage).problems,
  ).toHaveLength(1);
});

test("an empty protocol is any at Waldur, as its API has it, and a list without networks is remarked on", () => {
  expect(readRules([{ protocol: "", cidr: "10.0.0.0/8" }], waldurLanguage).problems).toEqual([]);
  expect(readRules([{ protocol: null, cidr: "10.0.0.0/8" }], waldurLanguage).problems).toHaveLength(1);
  for (const language of [waldurLanguage, e24cloudLanguage]) {
    const { rules, remarks } = readRules([{ ...tcp, cidrs: [] }], language as typeof waldurLanguage);
    expect(rules).toEqual({});
    expect(remarks).toEqual([
      expect.stringMatching(/^rules\[0\] .*: cidrs is an empty list, so it makes no rule$/),
    ]);
  }
});

/** Any value of a field: missing, empty, or one that is meant. */
const maybe = (value: unknown) => fc.constantFrom<unknown>("absent", undefined, null, "", " ", value);
const given = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== "absent"));
const anyRule = fc
  .record({
    direction: fc.constantFrom("IN", "OUT"),
    srcAddress: maybe("203.0.113.0/24"),
    dstAddress: maybe("203.0.113.0/24"),
    cidr: maybe("203.0.113.0/24"),
    remoteGroup: maybe(group),
    peer: maybe("203.0.113.0/24"),
    cidrs: fc.oneof(maybe(["203.0.113.0/24"]), fc.constant(["203.0.113.0/24", ""]), fc.constant([null])),
  })
  .map(given);
const pick = (rule: object, fields: readonly string[]) =>
  Object.fromEntries(Object.entries(rule).filter(([field]) => fields.includes(field)));

test("no rule that names the other side in any way is for anywhere", () => {
  const wide = /0\.0\.0\.0\/0|::\/0|anywhere/;
  fc.assert(
    fc.property(anyRule, (rule) => {
      const peers = pick(rule, ["cidr", "remoteGroup", "peer", "cidrs"]);
      const { rules } = readRules([{ ...tcp, ...peers }], waldurLanguage);
      if (Object.keys(peers).length > 0) expect(Object.keys(rules).join()).not.toMatch(wide);
      const far = rule["direction"] === "IN" ? "srcAddress" : "dstAddress";
      const sides = pick(rule, ["direction", far, "cidrs"]);
      const theirs = readRules([{ ...tcp, ...sides }], e24cloudLanguage);
      if (Object.keys(sides).length > 1) expect(Object.keys(theirs.rules).join()).not.toMatch(wide);
    }),
    { numRuns: 2000 },
  );
});

describe("elsewhere", () => {
  test("a list of a component", async () => {
    await recorded();
    const bastion = (fromCidrs: unknown) => () => new Bastion("admin", { fromCidrs: fromCidrs as string[] });
    expect(bastion("203.0.113.0/24")).toThrow('admin: fromCidrs is not a list: write ["203.0.113.0/24"]');
    expect(bastion(["203.0.113.0/24", undefined])).toThrow("admin: fromCidrs[1] has no value: set it");
    expect(bastion([""])).toThrow("admin: fromCidrs[0] is an empty string");
    expect(bastion(undefined)).toThrow("names no source");
  });

  test("an output in a component's list", async () => {
    const recorder = await recorded();
    new Bastion("admin", { fromCidrs: [pulumi.output(undefined as never)] });
    const { rules } = await recorder.inputs(
      "pulumi-nodejs:dynamic/waldur:SecurityGroupRules",
      "admin-bastion",
    );
    expect(readRules(rules, waldurLanguage).problems[0]).toContain(": peer has no value");
  });

  test("a setting of a Provider, and an unknown one", async () => {
    await recorded();
    const made = (name: string, args: object) => () => new Provider(name, args);
    expect(made("a", { waldur: { tennant: "x" } })).toThrow(
      'Provider "a": waldur.tennant is not a setting: did you mean tenant?',
    );
    expect(made("b", { wladur: {} })).toThrow('Provider "b": wladur is not a setting: did you mean waldur?');
    const { settings } = new Provider("c", {
      waldur: { token: pulumi.output(undefined as never), tenant: "x" },
    });
    expect(await new Promise((resolve) => settings.apply(resolve))).toEqual({ "waldur:tenant": "x" });
  });

  test("keepReachable", async () => {
    const recorder = await recorded();
    const keepReachable = [{ ports: 22, from: undefined }] as unknown as e24cloud.ReachableArgs[];
    new e24cloud.FirewallGroup("edge", { rules: [], keepReachable });
    const inputs = await recorder.inputs("pulumi-nodejs:dynamic/e24cloud:FirewallGroup", "edge");
    expect(inputs["keepReachable"]).toEqual([{ ports: 22, from: null }]);
  });
});
