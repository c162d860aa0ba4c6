import { UNKNOWN } from "../../../provider/rules/rule-map";
import { toDynamicProvider } from "../../../provider/engine/to-dynamic-provider";
import { firewallGroup } from "../../../provider/e24cloud/firewall-group/definition";
import { securityGroup } from "../../../provider/waldur/security-group/definition";
import { configured, ManagedResource, type Props } from "../managed-resource";

// There is no server: what a preview says about rules needs none, except for adoptions.
const clouds = {
  waldur: () =>
    configured(toDynamicProvider(securityGroup()), {
      "waldur:apiUrl": "http://127.0.0.1:1",
      "waldur:token": "t",
      "waldur:tenant": "a".repeat(32),
    }),
  e24cloud: () =>
    configured(toDynamicProvider(firewallGroup()), {
      "e24cloud:endpoint": "http://127.0.0.1:1",
      "e24cloud:apiKey": "k",
      "e24cloud:apiSecret": "s",
    }),
};

let said: string[];
beforeEach(() => {
  said = [];
  jest.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
});
afterEach(() => jest.restoreAllMocks());

/** What a check of new inputs says and refuses; without earlier ones it is that of a new group. */
async function checked(cloud: keyof typeof clouds, news: Props, before?: Props) {
  const web = new ManagedResource(clouds[cloud]());
  const olds = before === undefined ? {} : await web.check(before);
  said = [];
  const { failures = [] } = await web.preview(news, olds);
  // What e24cloud says about each new group has tests of its own.
  const lines = said
    .filter((line) => !/127\.0\.0\.1|e24cloud's default rules are removed/.test(line))
    .map((line) => line.replace("; its firewall is off: it does not filter yet", ""));
  return { lines, reasons: failures.map(({ reason }) => reason) };
}

const ssh = { protocol: "tcp", ports: 22, cidrs: ["0.0.0.0/0"] };
const office = { protocol: "tcp", ports: 22, cidrs: ["10.0.0.0/8"] };

describe.each(["waldur", "e24cloud"] as const)("at %s", (cloud) => {
  const pending = cloud === "waldur" ? { remoteGroup: UNKNOWN } : { srcAddress: UNKNOWN };
  const exporters = { protocol: "tcp", ports: 9100, ...pending };
  const key =
    cloud === "waldur" ? "ingress IPv4 tcp 9100 from group (unknown 1)" : "ingress tcp 9100 from (unknown 1)";
  // Waldur needs both rules for a moment, and there is no server to ask for the quota.
  const free = cloud === "waldur" ? "gap-free if the quota has room" : "gap-free";
  const world = cloud === "waldur" ? "0.0.0.0/0" : "anywhere";

  test("lint checks rules that are known where others are not, of a new group and of a change", async () => {
    const rules = [ssh, exporters];
    for (const before of [undefined, { rules: [] }]) {
      const { lines } = await checked(cloud, { rules }, before);
      expect(lines).toContainEqual(expect.stringMatching(/^web: warning: .*opens ssh to the world/));
      const { reasons } = await checked(cloud, { rules, lint: "error" }, before);
      expect(reasons).toEqual([expect.stringContaining("opens ssh to the world")]);
    }
  });

  test("a create says what it opens", async () => {
    const lint = "off";
    expect((await checked(cloud, { rules: [office], lint })).lines).toEqual([
      "web: opens tcp 22 from 10.0.0.0/8",
    ]);
    expect((await checked(cloud, { rules: [] })).lines).toEqual(["web: opens nothing"]);
    expect((await checked(cloud, { rules: [office, exporters], lint })).lines).toEqual([
      `web: opens tcp 22 from 10.0.0.0/8 and what "${key}" allows, which is not known`,
    ]);
    expect((await checked(cloud, {})).lines).toEqual([]);
  });

  test("a rule that is not known yet may keep open what another one no longer does", async () => {
    const { lines } = await checked(cloud, { rules: [exporters] }, { rules: [office] });
    expect(lines).toEqual([
      `web: opens what "${key}" allows, which is not known; closes nothing; ` +
        `may close tcp 22 from 10.0.0.0/8, as it is not known what "${key}" allows`,
    ]);
  });

  test("a wider network says who had it", async () => {
    const networks = ["10.0.0.0/8", "192.0.2.0/24", "198.51.100.0/24"];
    const before = { rules: [{ ...office, cidrs: networks }] };
    const { lines } = await checked(cloud, { rules: [ssh], lint: "off" }, before);
    expect(lines).toEqual([`web: opens tcp 22 from ${world} (3 networks had it); closes nothing; ${free}`]);
  });

  test("halves of all addresses are all addresses, whose groups are included", async () => {
    const halves = ["0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1"];
    const all = ["0.0.0.0/0", "::/0"];
    const rules = (cidrs: string[]) => ({ lint: "off", rules: [{ protocol: "tcp", ports: 8080, cidrs }] });
    for (const [before, news] of [
      [halves, all],
      [all, halves],
    ] as const) {
      expect((await checked(cloud, rules(news), rules(before))).lines).toEqual([
        `web: opens nothing; closes nothing; ${free}`,
      ]);
    }
  });
});

test("a Waldur group that comes to let nothing out is warned of, where that is certain", async () => {
  const warning: unknown = expect.stringMatching(
    /^web: warning: no rule lets anything out.*add waldur\.allow\.egress\(\)/,
  );
  const egress = { direction: "egress" };
  const pending = { direction: "egress", remoteGroup: UNKNOWN };
  expect((await checked("waldur", { rules: [office] })).lines).toContainEqual(warning);
  expect((await checked("waldur", { rules: [office] }, { rules: [office, egress] })).lines).toContainEqual(
    warning,
  );
  for (const rules of [[office, egress], [office, pending], []]) {
    expect((await checked("waldur", { rules })).lines).not.toContainEqual(warning);
  }
  const { lines } = await checked("waldur", { rules: [office, ssh] }, { rules: [office] });
  expect(lines).not.toContainEqual(warning);
  expect((await checked("waldur", { rules: [office], lint: "off" })).lines).not.toContainEqual(warning);
});

test("a group of both families is named once, and the group itself is this group", async () => {
  const remoteGroup = "b".repeat(32);
  const both = ["IPv4", "IPv6"].map((ethertype) => ({ protocol: "tcp", ports: 5432, ethertype }));
  const rules = [
    ...both.map((rule) => ({ ...rule, remoteGroup, remoteGroupName: "inventory" })),
    ...both.map((rule) => ({ ...rule, ports: 22, remoteGroup: "self" })),
  ];
  expect((await checked("waldur", { rules }, { rules: [] })).lines).toEqual([
    "web: opens tcp 22 from this group and tcp 5432 from inventory; closes nothing; gap-free",
  ]);
  const several = [{ ...both[0], cidr: "10.0.0.0/8" }, ...rules.slice(0, 2)];
  expect((await checked("waldur", { rules: several }, { rules: [] })).lines).toEqual([
    "web: opens tcp 5432 from 10.0.0.0/8, inventory; closes nothing; gap-free",
  ]);
});
