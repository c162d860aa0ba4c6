import { guarded } from "../../../../../provider/core/pulumi/host-guard";
import { FirewallGroupCrud } from "../../../../../provider/e24cloud/firewall-group/crud";
import { SecurityGroupCrud } from "../../../../../provider/waldur/security-group/crud";
import { configured, ManagedResource, type Props } from "../../../managed-resource";

// No server is there, and the checks of existing resources ask none.
const waldur = configured(guarded(new SecurityGroupCrud()), {
  "waldur:apiUrl": "http://127.0.0.1:1",
  "waldur:token": "t",
  "waldur:tenant": "a".repeat(32),
});
const e24cloud = configured(guarded(new FirewallGroupCrud()), {
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
  await web.check(news, olds);
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
  await edge.check({ rules: [{ direction: "IN", protocol: "TCP", ports: 3306 }] }, olds);
  expect(said).toEqual([
    "edge: opens tcp 3306 from anywhere; closes nothing; gap-free",
    'edge: warning: "ingress tcp 3306 from anywhere" opens mysql to the world: name the networks that need it',
  ]);
});

describe("lint", () => {
  const failures = async (news: Props, settings: Readonly<Record<string, string>> = {}) => {
    const provider = configured(guarded(new SecurityGroupCrud()), {
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

  test("off says nothing, and the level is no part of the inputs", async () => {
    said = [];
    const { inputs } = await failures({ rules: [ssh], lint: "off" });
    expect(said.filter((line) => line.includes("warning"))).toEqual([]);
    expect(inputs).not.toHaveProperty("lint");
  });

  test("looks at new and changed rules only", async () => {
    const web = new ManagedResource(waldur);
    const olds = await web.check({ rules: [ssh] });
    said = [];
    await web.check({ rules: [ssh, { ...ssh, ports: 443 }], lint: "error" }, olds);
    expect(said).toEqual(["web: opens tcp 443 from 0.0.0.0/0; closes nothing; gap-free"]);
  });

  test("another word is refused with those that there are", async () => {
    expect((await failures({ rules: [], lint: "loud" })).reasons).toEqual([
      expect.stringMatching(/lint has to be "off" or "warn" or "error"/),
    ]);
  });
});
