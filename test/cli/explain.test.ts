import { type Accounts, startAccounts } from "./clouds";
import { run } from "./run";

let accounts: Accounts;
let web: string;
let db: string;
beforeAll(async () => {
  accounts = await startAccounts();
  web = await accounts.waldurGroup("web", [
    { protocol: "tcp", from_port: 443, to_port: 443 },
    { protocol: "tcp", from_port: 22, to_port: 22, cidr: "203.0.113.0/24" },
    { protocol: "icmp", from_port: 8, to_port: 0 },
  ]);
  db = await accounts.waldurGroup("db", [{ protocol: "tcp", from_port: 5432, to_port: 5432, remote: web }]);
  await accounts.setRules(db, [
    { protocol: "tcp", from_port: 5432, to_port: 5432, remote: web },
    { protocol: "udp", remote: db },
  ]);
  const edge = accounts.e24cloudGroup("edge", [
    { direction: "IN", protocol: "TCP", min_port: 80, max_port: 80 },
  ]);
  const admin = accounts.e24cloudGroup("admin", [
    { direction: "IN", protocol: "TCP", min_port: 22, max_port: 22 },
  ]);
  const [machine = ""] = accounts.e24cloud.virtualMachines;
  for (const group of [edge, admin])
    accounts.e24cloud.secondWriter.change(group, "group-attach-vm", { id: machine });
  accounts.waldur.edits.createInstance({
    name: "shop-1",
    groups: [web, db],
    internal_ips: ["10.0.0.7"],
    external_ips: ["198.51.100.70"],
  });
  accounts.forget();
});
afterAll(() => accounts.close());

test("allowed: by which rule, with exit code 0", async () => {
  expect(await accounts.run("explain", "web", "--tcp", "443", "--from", "198.51.100.7")).toEqual({
    exitCode: 0,
    stdout: [
      "web: allowed: tcp 443 from 198.51.100.7/32",
      "  by ingress IPv4 tcp 443 from 0.0.0.0/0",
      "",
    ].join("\n"),
    stderr: "",
  });
});

test("not allowed: the nearest rule, with exit code 2", async () => {
  const { exitCode, stdout } = await accounts.run("explain", "web", "--tcp", "22", "--from", "198.51.100.7");
  expect(exitCode).toBe(2);
  expect(stdout).toBe(
    [
      "web: not allowed: tcp 22 from 198.51.100.7/32",
      "No rule allows anything of it. The nearest, and in what they differ:",
      "  ingress IPv4 tcp 22 from 203.0.113.0/24 (other side)",
      "  ingress IPv4 tcp 443 from 0.0.0.0/0 (port)",
      "",
    ].join("\n"),
  );
});

test.each<[string, string[], number, string]>([
  ["a group by its id", [/* filled in below */], 0, "by ingress IPv4 tcp 443"],
  [
    "another group at the other end, by name",
    ["db", "--service", "postgresql", "--from", "web"],
    2,
    "in part",
  ],
  ["one family of it", ["db", "--tcp", "5432", "--from", "web", "--ethertype", "IPv4"], 0, "from group web"],
  [
    "the group itself",
    ["db", "--udp", "53", "--from", "self", "--ethertype", "IPv4"],
    0,
    "by ingress IPv4 udp",
  ],
  [
    "the group itself, by name",
    ["db", "--udp", "53", "--from", "db", "--ethertype", "IPv4"],
    0,
    "this group",
  ],
  ["ICMP with a code", ["web", "--icmp", "8/0", "--from", "192.0.2.1"], 0, "icmp type 8 code 0"],
  ["outgoing traffic", ["web", "--tcp", "443", "--to", "anywhere"], 2, "No rule allows anything of it."],
  [
    "everything",
    ["edge", "--from", "192.0.2.1"],
    2,
    "edge: allowed in part, if the firewall is on: any from 192.0.2.1/32",
  ],
])("%s", async (title, args, exitCode, says) => {
  const asked = title === "a group by its id" ? [web, "--tcp", "443", "--from", "192.0.2.1"] : args;
  const answer = await accounts.run("explain", ...asked);
  expect(answer.stdout).toContain(says);
  expect(answer.exitCode).toBe(exitCode);
});

test.each([
  ["its name", "shop-1"],
  ["its inner address", "10.0.0.7"],
  ["its outer address", "198.51.100.70"],
])("a server at Waldur by %s is asked by all its groups", async (_how, server) => {
  const answer = await accounts.run("explain", "--server", server, "--tcp", "443", "--from", "192.0.2.1");
  expect(answer.stdout).toContain("shop-1 (db, web): allowed: tcp 443 from 192.0.2.1/32");
  expect(answer.stdout).toContain("  by web: ingress IPv4 tcp 443 from 0.0.0.0/0");
  expect(answer.exitCode).toBe(0);
});

test("a virtual machine at e24cloud is asked by all its groups", async () => {
  const [machine = ""] = accounts.e24cloud.virtualMachines;
  const answer = await accounts.run("explain", "--server", machine, "--tcp", "22", "--json");
  expect(JSON.parse(answer.stdout)).toMatchObject({
    groups: [{ title: "admin" }, { title: "edge" }],
    allowed: "all",
    by: ["admin: ingress tcp 22 from anywhere"],
  });
});

test.each<[string, string[], RegExp]>([
  ["no such group", ["we", "--tcp", "1"], /^error: there is no group "we": there are "web"\n$/],
  ["no such server", ["--server", "10.9.9.9"], /^error: no group has a server "10.9.9.9": e24cloud has/],
  ["neither group nor server", [], /^error: name a group, or a server with --server\n$/],
  ["an invalid address", ["web", "--from", "10.0.0.300"], /^error: .*10\.0\.0\.300/],
  ["an invalid port", ["web", "--tcp", "x"], /^error: .*port/],
  [
    "two ways at once",
    ["web", "--from", "self", "--to", "self"],
    /^error: --from and --to are two directions/,
  ],
  ["an unknown service", ["web", "--service", "htp"], /There are .*https/],
])("%s is one clear sentence", async (_title, args, says) => {
  const { exitCode, stdout, stderr } = await accounts.run("explain", ...args);
  expect(stderr).toMatch(says);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
});

test("a rule with unknown values may allow everything", async () => {
  const group = accounts.e24cloudGroup("strange", [
    { direction: "IN", protocol: "TCP", min_port: 80, max_port: 80 },
  ]);
  accounts.e24cloud.secondWriter.overlay(group, { rules: { protocol: "ALL" } });
  const answer = await accounts.run("explain", "strange", "--tcp", "22", "--from", "192.0.2.1");
  expect(answer.stdout).toBe(
    [
      "strange: not known, if the firewall is on: tcp 22 from 192.0.2.1/32",
      "Not known: tcp 22 from 192.0.2.1/32",
      "  perhaps by ingress all 80 from anywhere",
      "",
    ].join("\n"),
  );
  expect(answer.exitCode).toBe(2);
});

test("reads only", () => {
  expect(accounts.calls().length).toBeGreaterThan(10);
  expect(accounts.calls().filter((call) => !call.startsWith("GET "))).toEqual([]);
});

test("without any settings it says which there are", async () => {
  expect(await run(["explain", "web", "--tcp", "1"])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(
      /^error: there are settings for neither cloud: .*WALDUR_API_URL/,
    ) as unknown,
  });
});
