import { type Accounts, startAccounts } from "./clouds";

let accounts: Accounts;
let web: string;

beforeEach(async () => {
  accounts = await startAccounts();
  web = await accounts.waldurGroup("web", [{ protocol: "tcp", from_port: 443, to_port: 443 }]);
});
afterEach(() => accounts.close());

const ssh = { protocol: "tcp", from_port: 22, to_port: 22, cidr: "10.0.0.0/8" };
const https = { protocol: "tcp", from_port: 443, to_port: 443, cidr: "0.0.0.0/0" };

type User = "owner" | "admin" | "staff";

async function post(user: User, path: string, body: unknown): Promise<void> {
  const { apiUrl, tokens } = accounts.waldur;
  const answer = await fetch(apiUrl + path, {
    method: "POST",
    headers: { authorization: `Token ${tokens[user]}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(202);
  await accounts.waldur.idle();
}

const setRules = (user: User, rules: readonly object[]) =>
  post(user, `openstack-security-groups/${web}/set_rules/`, rules);

/** Sets the groups of an instance or a port. */
const setGroups = (user: User, path: string, groups: readonly string[]) =>
  post(user, `${path}update_security_groups/`, {
    security_groups: groups.map((id) => `${accounts.waldur.apiUrl}openstack-security-groups/${id}/`),
  });

/** Three users change the rules, and somebody OpenStack's. */
async function changes(): Promise<void> {
  await setRules("owner", [https, ssh]);
  await setRules("admin", [https]);
  await setRules("staff", [https, { ...ssh, cidr: "0.0.0.0/0" }]);
  accounts.waldur.edits.addRule(web, { protocol: "udp", port_range_min: 53, port_range_max: 53 });
  await accounts.waldur.edits.backgroundPull();
}

const history = (...args: string[]) => accounts.run("history", ...args);
const TIME = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC";

test("what three users and a pull changed, in the words of previews, newest first", async () => {
  await changes();
  const { exitCode, stdout, stderr } = await history("web");
  expect([exitCode, stderr]).toEqual([0, ""]);
  const lines = stdout.trimEnd().split("\n");
  expect(lines.map((line) => line.replace(new RegExp(TIME), "TIME"))).toEqual([
    "TIME  web: opens udp 53 from 0.0.0.0/0; closes nothing; in OpenStack, found by a pull of Waldur itself (backend_sync)",
    "  + ingress IPv4 udp 53 from 0.0.0.0/0",
    "TIME  web: opens tcp 22 from 0.0.0.0/0; closes nothing; by staff (user_action)",
    "  + ingress IPv4 tcp 22 from 0.0.0.0/0",
    "TIME  web: opens nothing; closes tcp 22 from 10.0.0.0/8; by admin (user_action)",
    "  - ingress IPv4 tcp 22 from 10.0.0.0/8",
    "TIME  web: opens tcp 22 from 10.0.0.0/8; closes nothing; by owner (user_action)",
    "  + ingress IPv4 tcp 22 from 10.0.0.0/8",
    "TIME  web: created; by owner",
  ]);
});

test("as JSON, since a time, and up to a number", async () => {
  await changes();
  const { stdout } = await history("web", "--json", "--limit", "2");
  expect(JSON.parse(stdout)).toMatchObject({
    recorded: true,
    changes: [
      {
        group: { id: web, name: "web" },
        user: null,
        trigger: "backend_sync",
        opens: ["udp 53 from 0.0.0.0/0"],
      },
      {
        user: { username: "staff" },
        trigger: "user_action",
        added: ["ingress IPv4 tcp 22 from 0.0.0.0/0"],
        closes: [],
      },
    ],
  });
  expect((await history("--since", "2999-01-01")).stdout).toBe("No change is recorded.\n");
  expect((await history("--since", "yesterday")).exitCode).toBe(1);
});

describe("groups of servers", () => {
  let server: string;
  let admin: string;

  /** Three users change the groups of a server, and one of them a rule in between. */
  beforeEach(async () => {
    admin = await accounts.waldurGroup("admin", [ssh]);
    server = accounts.waldur.edits.createInstance({ name: "shop-1", groups: [admin] }).uuid;
    await setGroups("owner", `openstack-instances/${server}/`, [admin, web]);
    await setRules("owner", [https, ssh]);
    await setGroups("admin", `openstack-instances/${server}/`, [web]);
    await setGroups("staff", `openstack-instances/${server}/`, []);
  });

  const lines = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await history(...args);
    expect([exitCode, stderr]).toEqual([0, ""]);
    return stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.replace(new RegExp(TIME), "TIME"));
  };
  const ofServer = async (...args: string[]) =>
    (await lines(...args)).filter((line) => /server|port /.test(line));

  test("what three users attached and detached, in the words of previews, with all groups counted", async () => {
    expect((await lines()).slice(0, 5)).toEqual([
      'TIME  server "shop-1": detaches web; opens nothing; closes tcp 22 from 10.0.0.0/8 and tcp 443 from 0.0.0.0/0; by staff (user_action)',
      'TIME  server "shop-1": detaches admin; opens nothing; closes nothing; by admin (user_action)',
      "TIME  web: opens tcp 22 from 10.0.0.0/8; closes nothing; by owner (user_action)",
      "  + ingress IPv4 tcp 22 from 10.0.0.0/8",
      'TIME  server "shop-1": attaches web; opens tcp 443 from 0.0.0.0/0; closes nothing; by owner (user_action)',
    ]);
  });

  test("of one group, those that attached or detached it", async () => {
    expect(await ofServer("admin")).toEqual([
      'TIME  server "shop-1": detaches admin; opens nothing; closes nothing; by admin (user_action)',
    ]);
    expect(await ofServer("web")).toHaveLength(2);
  });

  test("of a port too, and as JSON", async () => {
    const port = accounts.waldur.edits.createPort({ name: "spare", groups: [admin] }).uuid;
    await setGroups("staff", `openstack-ports/${port}/`, [web]);
    expect((await ofServer())[0]).toBe(
      'TIME  port "spare": attaches web; detaches admin; opens tcp 443 from 0.0.0.0/0; closes nothing; by staff (user_action)',
    );
    const { stdout } = await history("--json", "--limit", "1");
    expect(JSON.parse(stdout)).toMatchObject({
      changes: [
        {
          event: "openstack_port_security_groups_changed",
          group: null,
          target: { kind: "port", id: port, name: "spare" },
          attached: [{ id: web, name: "web" }],
          detached: [{ id: admin, name: "admin" }],
          opens: ["tcp 443 from 0.0.0.0/0"],
          closes: [],
        },
      ],
    });
  });

  test.each<[string, () => void]>([
    ["a server that has gone", () => accounts.waldur.edits.deleteInstance(server)],
    ["a group that has gone from what it has", () => accounts.waldur.edits.deleteGroup(web)],
  ])("%s leaves what the changes opened open", async (_, change) => {
    change();
    await accounts.waldur.edits.backgroundPull();
    expect((await ofServer()).at(-1)).toBe(
      'TIME  server "shop-1": attaches web; what that opened and closed is not known; by owner (user_action)',
    );
  });
});

test("a group that has gone is found by its name, without what the changes opened", async () => {
  await changes();
  const headers = { authorization: `Token ${accounts.waldur.token}` };
  await fetch(`${accounts.waldur.apiUrl}openstack-security-groups/${web}/`, { method: "DELETE", headers });
  await accounts.waldur.idle();
  const { stdout } = await history("web");
  expect(stdout).toMatch(new RegExp(`^${TIME}  web: deleted; by owner\n`));
  expect(stdout).toContain(
    "web: rules changed, what that opened and closed is not known; by staff (user_action)\n  + ",
  );
  expect((await history("nothing")).stdout).toBe("No change is recorded.\n");
});

test("an older server is one sentence besides what it has", async () => {
  await changes();
  accounts.waldur.settings.set({ release: "2024-10" });
  const { stdout, stderr } = await history("web");
  expect(stdout).toMatch(new RegExp(`^${TIME}  web: created; by owner\n$`));
  expect(stderr).toBe(
    "this Waldur does not record who changed rules or attached groups: Waldur does since May 2026\n",
  );
});
