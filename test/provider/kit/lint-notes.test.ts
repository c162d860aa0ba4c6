import { toDynamicProvider } from "../../../provider/engine/to-dynamic-provider";
import { firewallGroup } from "../../../provider/e24cloud/firewall-group/definition";
import { securityGroup } from "../../../provider/waldur/security-group/definition";
import { configured, ManagedResource, type Props } from "../managed-resource";

// There is no server, and the checks of existing resources ask none.
const waldur = configured(toDynamicProvider(securityGroup()), {
  "waldur:apiUrl": "http://127.0.0.1:1",
  "waldur:token": "t",
  "waldur:tenant": "a".repeat(32),
});
const e24cloud = configured(toDynamicProvider(firewallGroup()), {
  "e24cloud:endpoint": "http://127.0.0.1:1",
  "e24cloud:apiKey": "k",
  "e24cloud:apiSecret": "s",
});

const ssh = { protocol: "tcp", ports: 22, cidr: "0.0.0.0/0" };

let said: string[] = [];
beforeEach(() => {
  said = [];
  jest.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
});
afterEach(() => jest.restoreAllMocks());

/** What a check of new inputs says, over the inputs of an earlier one. */
async function notes(before: Props, news: Props): Promise<string[]> {
  const web = new ManagedResource(waldur);
  const olds = await web.check(before);
  said = [];
  await web.preview(news, olds);
  return said;
}

test("a group whose SSH is opened to the world is warned of, after what the change does", async () => {
  expect(await notes({ rules: [] }, { rules: [ssh] })).toEqual([
    "web: opens tcp 22 from 0.0.0.0/0; closes nothing; gap-free",
    'web: warning: "ingress IPv4 tcp 22 from 0.0.0.0/0" opens ssh to the world: name the networks that need it',
  ]);
});

test("an unchanged group says nothing", async () => {
  expect(await notes({ rules: [ssh] }, { rules: [ssh] })).toEqual([]);
});

test("secret addresses stay out", async () => {
  const rules = [
    { protocol: "tcp", ports: 443, cidr: "198.51.100.0/24" },
    { protocol: "tcp", ports: 443, cidr: "198.51.100.7/32" },
  ];
  const notesOfSecrets = await notes({ rules: [] }, { rules, secretInputs: ["rules.peers"] });
  expect(notesOfSecrets).toHaveLength(2);
  expect(JSON.stringify(notesOfSecrets)).not.toContain("198.51");
});

test("the same at e24cloud", async () => {
  const edge = new ManagedResource(e24cloud, "edge");
  const olds = await edge.check({ rules: [] });
  said = [];
  await edge.preview({ rules: [{ direction: "IN", protocol: "TCP", ports: 3306 }] }, olds);
  expect(said).toEqual([
    "edge: opens tcp 3306 from anywhere; closes nothing; gap-free",
    'edge: warning: "ingress tcp 3306 from anywhere" opens mysql to the world: name the networks that need it',
  ]);
});

test("what is not a mistake for certain is remarked on", async () => {
  const wholeIcmp = { protocol: "icmp", fromPort: 0, toPort: 255, cidr: "10.0.0.0/8" };
  expect(await notes({ rules: [] }, { rules: [{ ...ssh, cidr: undefined, cidrs: [] }, wholeIcmp] })).toEqual([
    "web: warning: rules[0] (ingress tcp 22): cidrs is an empty list, so it makes no rule",
    "web: warning: rules[1] (ingress IPv4 icmp type 0 code 255): ICMP type 0 with code 255 does not exist: leave both out for all of ICMP",
    "web: opens icmp type 0 code 255 from 10.0.0.0/8; closes nothing; gap-free",
  ]);
});

describe("rules without a source, in languages that leave out what has no value", () => {
  const context = { __context: { omitsEmpty: true } };
  const https = { protocol: "tcp", ports: 443 };
  const said443 =
    "rules[0] (ingress IPv4 tcp 443): no source given: from anywhere; write 0.0.0.0/0 if that is meant (implicit-anywhere)";

  test("are named, new ones only, and those not that have one or go out", async () => {
    expect(await notes({ rules: [] }, { ...context, rules: [https] })).toContain(`web: warning: ${said443}`);
    expect(await notes({ rules: [https] }, { ...context, rules: [https] })).toEqual([]);
    const meant = [{ ...https, cidr: "0.0.0.0/0" }, { remoteGroup: "self" }, { direction: "egress" }];
    expect((await notes({ rules: [] }, { ...context, rules: meant })).join()).not.toContain("implicit");
    expect((await notes({ rules: [] }, { rules: [https] })).join()).not.toContain("implicit");
  });

  test("are refused where lint is error", async () => {
    const web = new ManagedResource(waldur);
    const olds = await web.check({ rules: [] });
    const { failures } = await web.preview({ ...context, rules: [https], lint: "error" }, olds);
    expect((failures ?? []).map(({ reason }) => reason)).toEqual([`security group "web": ${said443}.`]);
    const edge = new ManagedResource(e24cloud, "edge");
    const before = await edge.check({ rules: [] });
    const refused = await edge.preview({ ...context, rules: [https], lint: "error" }, before);
    expect((refused.failures ?? [])[0]?.reason).toContain("rules[0] (ingress tcp 443): no source given");
  });
});

test("null is not a value of an input, and undefined is left out", async () => {
  const web = new ManagedResource(waldur);
  const { failures } = await web.preview({ rules: null, description: null, tenant: null, guard: undefined });
  expect((failures ?? []).map(({ reason }) => reason).join(" ")).toMatch(
    /rules has no value \(null\): set it or leave it out.*description has.*tenant has/,
  );
  const { failures: none } = await web.preview({ rules: [], description: "", guard: undefined });
  expect(none ?? []).toEqual([]);
});

describe("lint", () => {
  const failures = async (news: Props, settings: Readonly<Record<string, string>> = {}) => {
    const provider = configured(toDynamicProvider(securityGroup()), {
      "waldur:apiUrl": "http://127.0.0.1:1",
      "waldur:token": "t",
      "waldur:tenant": "a".repeat(32),
      ...settings,
    });
    const web = new ManagedResource(provider);
    const olds = await web.check({ rules: [], lint: "off" });
    const result = await web.preview(news, olds);
    return { reasons: (result.failures ?? []).map(({ reason }) => reason), inputs: result.inputs };
  };
  const opensSsh = /"ingress IPv4 tcp 22 from 0\.0\.0\.0\/0" opens ssh to the world/;

  test("error refuses a new rule, as input and as setting; the input counts first", async () => {
    expect((await failures({ rules: [ssh], lint: "error" })).reasons).toEqual([
      expect.stringMatching(opensSsh),
    ]);
    expect((await failures({ rules: [ssh] }, { "waldur:lint": "error" })).reasons).toHaveLength(1);
    expect((await failures({ rules: [ssh], lint: "off" }, { "waldur:lint": "error" })).reasons).toEqual([]);
  });

  test("off says nothing, and the level is not a part of the inputs", async () => {
    said = [];
    const { inputs } = await failures({ rules: [ssh], lint: "off" });
    expect(said.filter((line) => line.includes("warning"))).toEqual([]);
    expect(inputs).not.toHaveProperty("lint");
  });

  test("checks new and changed rules only", async () => {
    const web = new ManagedResource(waldur);
    const olds = await web.check({ rules: [ssh] });
    said = [];
    await web.preview({ rules: [ssh, { ...ssh, ports: 443 }], lint: "error" }, olds);
    expect(said).toEqual(["web: opens tcp 443 from 0.0.0.0/0; closes nothing; gap-free"]);
  });

  test("another word is refused with those that there are", async () => {
    expect((await failures({ rules: [], lint: "loud" })).reasons).toEqual([
      expect.stringMatching(/lint must be "off" or "warn" or "error"/),
    ]);
  });
});
