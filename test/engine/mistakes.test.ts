import type { Config, OperationResult } from "../../scripts/runner/stack";
import { securityGroupMatchers } from "../../testing";
import { failUnawaited } from "../../testing/unawaited";
import { failure } from "../testing/program";
import { type Clouds, program, startClouds } from "./harness/clouds";
import { type OtherServers, startOtherServers } from "./harness/other-servers";
import { succeeded, useEngine } from "./harness/stacks";

/** What people get wrong in their first hour, and the words that they then read, each pinned as a whole line. */

expect.extend(securityGroupMatchers);

const engine = useEngine();
let clouds: Clouds;
let others: OtherServers;
beforeAll(async () => {
  [clouds, others] = await Promise.all([startClouds(), startOtherServers()]);
});
afterAll(() => Promise.all([clouds.close(), others.close()]));

const web = 'new waldur.SecurityGroup("web", { rules: waldur.allow.https() });';
const edge = 'new e24cloud.FirewallGroup("edge", { rules: e24cloud.allow.https() });';

const STACK_TRACE = /^\s+at .*:\d+:\d+/m;

/** The lines of the diagnostics, without what the engine puts before them, and with what differs from run to run masked. */
function lines({ stdout, stderr }: OperationResult): string[] {
  const [, diagnostics = ""] = stdout.split("Diagnostics:");
  expect(`${stdout}\n${stderr}`).not.toMatch(STACK_TRACE);
  return diagnostics
    .split("\n")
    .map((line) => line.trim().replace(/^error: (\S+ resource '.*?' has a problem: )?|^\* /, ""))
    .map((line) =>
      line.replace(/127\.0\.0\.1:\d+/g, "HOST").replace(/\b([0-9a-f-]{36}|[0-9a-f]{32})\b/g, "ID"),
    );
}

interface Play {
  readonly config?: Config;
  /** In place of all settings. */
  readonly settings?: Config;
  readonly fails?: boolean;
}

/** Failures show at once. */
const env = { PULUMI_SECURITY_GROUPS_PATIENCE: "0" };

const open = (source: string, { config = {}, settings = { ...clouds.config, ...config } }: Play) =>
  engine.openStack({
    project: engine.project({ "index.ts": program(source) }).folder,
    config: settings,
    env,
  });

/** What a preview of a program says. */
async function previewed(source: string, play: Play = {}): Promise<string[]> {
  const result = await (await open(source, play)).preview();
  expect(result.ok).toBe(play.fails === false);
  return lines(result);
}

/** What the first `pulumi up` of a program says. */
async function upped(source: string, play: Play = {}): Promise<string[]> {
  const result = await (await open(source, play)).up({ continueOnError: true });
  expect(result.ok).toBe(false);
  return lines(result);
}

/** What a destroy says after a program, which exports an id, has gone up and something has happened. */
async function destroyed(source: string, before: (id: string) => Promise<void>): Promise<string[]> {
  const stack = await open(source, {});
  succeeded(await stack.up());
  await before(String((await stack.outputs())["id"]));
  return lines(await stack.destroy({ continueOnError: true }));
}

const both = (url: string): Config => ({
  "waldur:apiUrl": url,
  "e24cloud:endpoint": url,
});

const PREVIEW = "existing groups could not be checked in this preview: ";
const UNSEEN =
  " If the account already has a group with the name of a new one, pulumi up uses it if it is empty; otherwise it creates another of that name.";
const CREATE = "POST /openstack-tenants/ID/create_security_group/: ";
const CHECK_URL = "Check waldur:apiUrl and whether the server can be reached from here.";
const CHECK_ENDPOINT = "Check e24cloud:endpoint, or leave it out and set e24cloud:region.";
const AGAIN = "Run pulumi again: it continues from the current state.";
const OTHER_URL =
  "Set waldur:apiUrl to the address of your Waldur's API, which can be another one than that of its pages.";

/** A rule of a program, and what is reported about it behind `rules[N] `. */
type Said = readonly [rule: string, words: string];

const spread =
  ": is a list of rules, as presets return: spread it, ...allow.https() instead of allow.https().";

/** Mistakes in rules: all those of a cloud are played in one preview, in which nothing is sent. */
const inRules: Readonly<
  Record<string, { readonly waldur: readonly Said[]; readonly e24cloud: readonly Said[] }>
> = {
  "an invalid address": {
    waldur: [
      [
        '{ protocol: "tcp", ports: 22, cidr: "10.0.0.0/33" }',
        " (ingress tcp 22): 10.0.0.0/33 has a mask longer than 32, the most that IPv4 allows.",
      ],
      [
        '{ protocol: "tcp", ports: 22, cidr: "any" }',
        " (ingress tcp 22): any is not an address: write 0.0.0.0/0 or ::/0.",
      ],
      [
        '{ protocol: "tcp", ports: 22, cidr: ["10.0.0.0/8"] }',
        " (ingress tcp 22): cidr is a list: write cidrs, which makes a rule of each.",
      ],
    ],
    e24cloud: [
      [
        '{ protocol: "TCP", ports: 22, srcAddress: "10.0.0" }',
        " (ingress tcp 22): 10.0.0 is not an address: write it as 10.0.0.0/8 or 2001:db8::/32.",
      ],
      [
        '{ protocol: "TCP", ports: 22, cidrs: ["office.example.com"] }',
        " (ingress tcp 22): office.example.com is not an address: rules take addresses and no names, so write the host's.",
      ],
    ],
  },
  "ports out of range, reversed, or several": {
    waldur: [
      [
        '{ protocol: "tcp", ports: 70000 }',
        " (ingress IPv4 tcp): port 70000 is out of range: ports go from 1 to 65535.",
      ],
      [
        '{ protocol: "tcp", ports: "443-80" }',
        ' (ingress IPv4 tcp): ports 443-80 are reversed: write "80-443".',
      ],
      [
        '{ protocol: "tcp", ports: [80, 443] }',
        " (ingress IPv4 tcp): ports [80,443] are several: a rule has one port or one range, so write a rule for each.",
      ],
    ],
    e24cloud: [
      [
        '{ protocol: "TCP", ports: "80,443" }',
        ' (ingress tcp): ports "80,443" are several: a rule has one port or one range, so write a rule for each.',
      ],
      ['{ protocol: "TCP", ports: "443-80" }', ' (ingress tcp): ports 443-80 are reversed: write "80-443".'],
    ],
  },
  "ICMP with ports": {
    waldur: [
      [
        '{ protocol: "icmp", ports: 8 }',
        " (ingress IPv4 icmp): ICMP has no ports: write icmpType and icmpCode.",
      ],
    ],
    e24cloud: [
      [
        '{ protocol: "ICMP", ports: 8 }',
        " (ingress icmp 8): ICMP has no ports: write icmpType and icmpCode.",
      ],
    ],
  },
  "addresses of the other family": {
    waldur: [
      [
        '{ protocol: "tcp", ports: 22, ethertype: "IPv6", cidr: "10.0.0.0/8" }',
        ' (ingress IPv6 tcp 22): 10.0.0.0/8 is not an IPv6 address: write ethertype: "IPv4".',
      ],
    ],
    e24cloud: [
      [
        '{ protocol: "TCP", ports: 22, srcAddress: "10.0.0.0/8", dstAddress: "2001:db8::1" }',
        " (ingress tcp 22): has an IPv4 and an IPv6 address: no packet has both, so write addresses of one family.",
      ],
    ],
  },
  "an unknown protocol": {
    waldur: [
      ['{ protocol: "tpc", ports: 22 }', ' (ingress IPv4 tpc): protocol "tpc" is unknown: did you mean tcp?'],
      [
        '{ protocol: "https" }',
        ' (ingress IPv4 https): protocol "https" is unknown: https is a service, so spread ...allow.https() among the rules instead.',
      ],
    ],
    e24cloud: [['{ protocol: "tpc" }', ' (ingress tpc): protocol "tpc" is unknown: did you mean TCP?']],
  },
  "a field that a rule has not": {
    waldur: [
      ['{ protocol: "tcp", port: 22 }', " (ingress IPv4 tcp): a rule has no field port: did you mean ports?"],
      [
        '{ protocol: "tcp", ports: 22, from: "10.0.0.0/8" }',
        " (ingress IPv4 tcp 22): a rule has no field from: did you mean cidr or remoteGroup?",
      ],
      [
        '{ protocol: "tcp", ports: 22, remoteGroup: "web" }',
        ' (ingress tcp 22): remoteGroup "web" is not a security group: write the group itself, its uuid, its URL or "self".',
      ],
    ],
    e24cloud: [
      [
        '{ protocol: "TCP", ports: 22, remoteGroup: "web" }',
        " (ingress tcp 22): a rule has no field remoteGroup: e24cloud's rules name no groups, so write the addresses of its servers as cidrs.",
      ],
      [
        '{ direction: "ingress", protocol: "TCP", ports: 22 }',
        ' (ingress tcp 22): direction "ingress" is unknown: did you mean IN?',
      ],
    ],
  },
  "a preset that is not spread": {
    waldur: [["waldur.allow.https()", spread]],
    e24cloud: [["e24cloud.allow.https()", spread]],
  },
};

describe("mistakes in rules", () => {
  const all = (cloud: "waldur" | "e24cloud") => Object.values(inRules).flatMap((mistake) => mistake[cloud]);
  const said = { waldur: [] as string[], e24cloud: [] as string[] };
  beforeAll(async () => {
    clouds.forget();
    const rules = (cloud: "waldur" | "e24cloud") =>
      all(cloud)
        .map(([rule]) => rule)
        .join();
    said.waldur = await previewed(`new waldur.SecurityGroup("web", { rules: [${rules("waldur")}] });`);
    said.e24cloud = await previewed(`new e24cloud.FirewallGroup("edge", { rules: [${rules("e24cloud")}] });`);
    expect([...clouds.waldur.log.entries(), ...clouds.e24cloud.log.entries()]).toEqual([]);
  });

  test.each(Object.entries(inRules))("%s", (_, mistake) => {
    for (const cloud of ["waldur", "e24cloud"] as const) {
      for (const one of mistake[cloud]) {
        expect(said[cloud]).toContain(`rules[${all(cloud).indexOf(one)}]${one[1]}`);
      }
    }
  });
});

/** Other mistakes: what is played, and lines of what it says. */
const mistakes: Readonly<Record<string, () => Promise<readonly [said: string[], ...lines: string[]]>>> = {
  "a preset that is not called": async () => [
    await previewed('new waldur.SecurityGroup("web", { rules: waldur.allow.https });'),
    'security group "web": rules has a function, as presets are: call it and spread what it returns, ...allow.https()',
  ],
  "duplicate rules, host bits in a network, an unknown setting": async () => [
    await previewed(
      `new waldur.SecurityGroup("web", { rules: [...waldur.allow.https(), { protocol: "tcp", ports: 443 }] });
       new e24cloud.FirewallGroup("edge", { rules: [...e24cloud.allow.https(), { protocol: "TCP", ports: 443 }] });
       new waldur.SecurityGroup("host", { rules: [{ protocol: "tcp", ports: 22, cidr: "10.1.2.3/8" }] });`,
      {
        config: { "waldur:apiURL": "https://waldur.example.com", "waldur:pollIntervall": "1" },
        fails: false,
      },
    ),
    'warning: security group "web": rules[2] says what rules[0] says and is left out',
    'warning: firewall group "edge": rules[1] says what rules[0] says and is left out',
    'warning: security group "host": rules[0]: 10.1.2.3/8 stands for all of 10.0.0.0/8: write that, or 10.1.2.3/32 for the one host',
    "warning: waldur:apiURL is not a setting and is ignored: did you mean waldur:apiUrl?",
    "warning: waldur:pollIntervall is not a setting and is ignored: did you mean waldur:pollInterval?",
  ],
  "a setting in another form": async () => [
    [
      ...(await previewed(web, {
        config: { "waldur:apiUrl": "waldur.example.org", "waldur:requestTimeout": "30s" },
      })),
      ...(await previewed(edge, { config: { "e24cloud:region": "poznan1" } })),
    ],
    'waldur:apiUrl is "waldur.example.org": write an address with http or https, such as https://waldur.example.org. Set it with pulumi config set waldur:apiUrl or the variable WALDUR_API_URL; an explicit Provider takes waldur: { apiUrl: … }. ' +
      'waldur:requestTimeout is "30s": write the seconds alone, 30. Set it with pulumi config set waldur:requestTimeout; an explicit Provider takes waldur: { requestTimeout: … }.',
    "e24cloud:region must be poznan-1 or poznan-2. Set it with pulumi config set e24cloud:region or the variable E24CLOUD_REGION; an explicit Provider takes e24cloud: { region: … }.",
  ],
  "no token": async () => [
    [...(await previewed(web, { settings: {} })), ...(await previewed(edge, { settings: {} }))],
    "waldur:apiUrl is not set. Set it with pulumi config set waldur:apiUrl or the variable WALDUR_API_URL; an explicit Provider takes waldur: { apiUrl: … }. waldur:token is not set. Set it with pulumi config set --secret waldur:token or the variable WALDUR_ACCESS_TOKEN; an explicit Provider takes waldur: { token: … }.",
    "e24cloud:apiKey is not set. Set it with pulumi config set e24cloud:apiKey or the variable E24CLOUD_API_KEY; an explicit Provider takes e24cloud: { apiKey: … }. e24cloud:apiSecret is not set. Set it with pulumi config set --secret e24cloud:apiSecret or the variable E24CLOUD_API_SECRET; an explicit Provider takes e24cloud: { apiSecret: … }.",
  ],
  "http and https mixed up": async () => [
    [
      ...(await upped(web + edge, { config: both(`https://${others.hosts.json}`) })),
      ...(await upped(web + edge, { config: both(`http://${others.hosts.wantsTls}`) })),
      ...(await upped(web, { config: both(`http://${others.hosts.bareTls}`) })),
    ],
    `create security group "web": ${CREATE}cannot reach https://HOST (ERR_SSL_WRONG_VERSION_NUMBER: the server does not speak https at HOST; if it speaks http, write http://HOST). ${CHECK_URL}`,
    `create firewall group "edge": GET /v2/groups: cannot reach https://HOST (ERR_SSL_WRONG_VERSION_NUMBER: the server does not speak https at HOST; if it speaks http, write http://HOST). ${CHECK_ENDPOINT}`,
    `create security group "web": ${CREATE}the server speaks https at HOST: write https://HOST. ${CHECK_URL}`,
    `${PREVIEW}GET /v2/groups: the server speaks https at HOST: write https://HOST. ${CHECK_ENDPOINT}${UNSEEN}`,
    `create security group "web": GET /openstack-security-groups/: no answer from http://HOST (other side closed; if the server speaks https at HOST, write https://HOST). ${CHECK_URL} ${AGAIN}`,
  ],
  "the address of another service": async () => [
    [
      ...(await upped(web + edge, { config: both(`http://${others.hosts.pages}`) })),
      ...(await upped(web + edge, { config: both(`http://${others.hosts.json}`) })),
    ],
    `${PREVIEW}GET /openstack-security-groups/: 200 http://HOST answers with a web page. ${OTHER_URL}`,
    `create security group "web": GET /openstack-security-groups/: 200 http://HOST answers with a web page. ${OTHER_URL}`,
    `create firewall group "edge": GET /v2/groups: 200 http://HOST answers with a web page. ${CHECK_ENDPOINT}`,
    `create security group "web": GET /openstack-security-groups/: 200 the answer is not what a Waldur MasterMind sends (must be a list): is waldur:apiUrl the address of one? ${OTHER_URL}`,
    `create firewall group "edge": GET /v2/groups: 200 the answer is not as documented: groups is missing. ${CHECK_ENDPOINT}`,
  ],
  "an address where nothing answers": async () => [
    await upped(web + edge, { config: both("http://127.0.0.1:9") }),
    `create security group "web": ${CREATE}cannot reach http://HOST (connect ECONNREFUSED HOST). ${CHECK_URL} ${AGAIN}`,
    `create firewall group "edge": GET /v2/groups: cannot reach http://HOST (connect ECONNREFUSED HOST). ${CHECK_ENDPOINT} ${AGAIN}`,
  ],
  "wrong credentials": async () => {
    const wrong = { "waldur:token": { secret: "f".repeat(40) }, "e24cloud:apiSecret": { secret: "wrong" } };
    const token =
      "Waldur does not accept the token (Invalid token.). Set a valid one with pulumi config set --secret waldur:token; Waldur ends a token that is not used for some time.";
    const secret =
      "GET /v2/groups: 401 the signature does not match the request. Check both: pulumi config set e24cloud:apiKey, pulumi config set --secret e24cloud:apiSecret.";
    return [
      await upped(web + edge, { config: wrong }),
      ...[PREVIEW, 'create security group "web": '].map((what) => what + token),
      PREVIEW + secret + UNSEEN,
      `create firewall group "edge": ${secret}`,
    ];
  },
  "an unknown tenant, by its name, or one of two": async () => {
    const remedy =
      "Set tenant, or waldur:tenant, to the uuid of an OpenStack tenant of yours; waldur.getTenant({ name }) looks one up.";
    const absent = await upped(web, { config: { "waldur:tenant": "0".repeat(32) } });
    const named = await previewed('new waldur.SecurityGroup("web", { tenant: "tenant-main", rules: [] });');
    const body = ["1", "2"].map((digit) => ({
      uuid: digit.repeat(32),
      name: "shared",
      state: "OK",
      project_name: `project ${digit}`,
      customer_name: "Uni",
    }));
    clouds.waldur.faults.add({ method: "GET", path: "openstack-tenants/$", answer: { status: 200, body } });
    const two = await previewed('export const { id } = waldur.getTenantOutput({ name: "shared" });');
    return [
      [...absent, ...named, ...two],
      `warning: security group "web": there is no tenant ID, or the token's user may not see it. ${remedy}`,
      `create security group "web": there is no tenant ID, or the token's user may not see it (${CREATE}404 No Tenant matches the given query.). ${remedy}`,
      'tenant "tenant-main" is not a tenant: write its uuid or its URL; waldur.getTenant({ name: "tenant-main" }) looks it up.',
      'look up tenant "shared": 2 tenants have the name "shared": use an id: ID (in "project 1" of "Uni"), ID (in "project 2" of "Uni").',
    ];
  },
  "a name that is taken, a rule that names a group which is gone, an unknown member": async () => {
    const { edits } = clouds.waldur;
    edits.createGroup({ name: "taken" });
    await edits.backgroundPull();
    const rule = { direction: "IN", protocol: "UDP", min_port: 53, max_port: 53 };
    const { secondWriter } = clouds.e24cloud;
    secondWriter.change(secondWriter.create("taken").id, "group-add-rule", rule);
    const taken = `
      new waldur.SecurityGroup("taken"); new e24cloud.FirewallGroup("taken");
      new waldur.SecurityGroup("gone", { rules: [{ protocol: "tcp", ports: 22, remoteGroup: "01234567-89ab-cdef-0123-456789abcdef" }] });
      new e24cloud.FirewallGroup("edge", {
        rules: e24cloud.allow.egress(),
        virtualMachines: ["24e12e20-0851-5354-e2c3-04b16c4c9c45"],
      });`;
    const twice = '["one", "two"].map((each) => new waldur.SecurityGroup(each, { name: "web" }));';
    const remedy = (own = "") =>
      `already has a group of that name (ID). If no program owns it, set adopt: "ID"; ${own}otherwise choose another name, or see docs/troubleshooting.md#names-that-are-taken`;
    const replaced =
      "if it is this resource's own and is being replaced, set deleteBeforeReplace: true or undo a taint with pulumi state untaint; ";
    return [
      // Which of the two is checked first is chance.
      [...(await upped(taken)), ...(await previewed(twice))].map((line) =>
        line.replace(
          'SecurityGroup "two" and SecurityGroup "one"',
          'SecurityGroup "one" and SecurityGroup "two"',
        ),
      ),
      `warning: security group "taken": the tenant ${remedy(replaced)}`,
      `create security group "taken": the tenant ${remedy(replaced)}.`,
      `warning: firewall group "taken": the account ${remedy()}`,
      'SecurityGroup "one" and SecurityGroup "two" both want the name "web" in one tenant: give one of them another name.',
      'warning: security group "gone": a rule names the group ID, which the tenant does not have: remove the rule, or use a group of this tenant',
      'create security group "gone": Waldur refuses the group: rule "ingress IPv4 tcp 22 from group ID": remote_group: Invalid hyperlink - Object does not exist. The group that it names is gone or in another tenant: remove the rule, or use a group of this tenant.',
      'create firewall group "edge": cannot attach virtual machine ID to the group: the account has none of this id in this region (POST /v2/groups/ID/group-attach-vm: 404). Look the id up in e24cloud\'s panel.',
    ];
  },
  "more than the quota": async () => {
    const { edits, tenantUuid } = clouds.waldur;
    const rules = 'rules: waldur.allow.ssh({ from: ["10.0.0.0/8", "11.0.0.0/8"] })';
    edits.changeTenant(tenantUuid, { quotas: { security_group_rule_count: 1 } });
    const said = await upped(`new waldur.SecurityGroup("big", { ${rules} });`);
    edits.changeTenant(tenantUuid, { quotas: { security_group_rule_count: -1 } });
    const over =
      'security group "big": the quota security_group_rule_count of the tenant "tenant-main" is exceeded: 6 of 1 rules used, 2 more needed. Remove some in the tenant, or raise the quota.';
    return [said, `warning: ${over}`, `create ${over}`];
  },
  "a destroy that a guard stops": async () => {
    const { edits } = clouds.waldur;
    const [server] = clouds.e24cloud.virtualMachines;
    const said = await destroyed(
      `export const { id } = new waldur.SecurityGroup("db", { guard: "error", rules: [] });
       new e24cloud.FirewallGroup("filter", {
        rules: [...e24cloud.allow.https(), ...e24cloud.allow.dhcp(), ...e24cloud.allow.egress()],
        virtualMachines: ["${server}"],
        active: true,
        guard: "error",
      });`,
      async (id) => {
        const app = edits.createGroup({ name: "app" });
        const remote = { direction: "egress", remote_group_id: edits.group(id).id } as const;
        edits.addRule(app.id, { ...remote, protocol: "tcp", port_range_min: 5432, port_range_max: 5432 });
        await edits.backgroundPull();
      },
    );
    const instead = 'or set guard: "warn" and run pulumi up before the group is deleted or replaced.';
    return [
      said,
      `delete security group "db": deleting it also removes 1 rule of "app" (ID). Remove these rules first, ${instead}`,
      `delete firewall group "filter": server ID is in no other firewall group and will be open to all traffic. Put it into another group first, ${instead}`,
    ];
  },
  "a service that a matcher does not know": async () => {
    const query = { service: "postgres" } as never;
    const said = await failure(expect({ waldur: [] }).toAllow(query));
    return [[said], 'there is no service "postgres": did you mean postgresql?'];
  },
  "a matcher that is not awaited": async () => {
    const checks: (() => Promise<void>)[] = [];
    failUnawaited({ afterEach: (check: () => Promise<void>) => checks.push(check) });
    const unawaited = expect({ waldur: [] }).toAllow({ tcp: 22, from: "anywhere" });
    unawaited.catch(() => undefined);
    const said = await failure(checks[0]?.() ?? Promise.resolve());
    // Once it has an answer, the next test is free of it.
    await expect(checks[0]?.()).resolves.toBeUndefined();
    return [[said], "toAllow was not awaited: write await expect(…).toAllow(…)"];
  },
};

test.each(Object.entries(mistakes))("%s", async (_, play) => {
  const [said, ...wanted] = await play();
  expect(wanted.length).toBeGreaterThan(0);
  expect({ said, missing: wanted.filter((line) => !said.includes(line)) }).toEqual({ said, missing: [] });
  expect(said.join("\n")).not.toContain("f".repeat(40));
});
