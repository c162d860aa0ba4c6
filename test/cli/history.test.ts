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

async function setRules(role: "owner" | "admin" | "staff", rules: readonly object[]): Promise<void> {
  const { apiUrl, tokens } = accounts.waldur;
  const answer = await fetch(`${apiUrl}openstack-security-groups/${web}/set_rules/`, {
    method: "POST",
    headers: { authorization: `Token ${tokens[role]}`, "content-type": "application/json" },
    body: JSON.stringify(rules),
  });
  expect(answer.status).toBe(202);
  await accounts.waldur.idle();
}

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
  expect(stderr).toBe("this Waldur does not record who changed rules: Waldur does since May 2026\n");
});
