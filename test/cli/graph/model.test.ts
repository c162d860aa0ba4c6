import { type Accounts, startAccounts } from "../clouds";
import { makeLandscape } from "../landscape";

let accounts: Accounts;
beforeEach(async () => {
  accounts = await startAccounts();
});
afterEach(() => accounts.close());

const tcp = (port: number, more = {}) => ({ protocol: "tcp", from_port: port, to_port: port, ...more });

test("Mermaid: groups, networks and the world, services on the edges, what is open in a colour", async () => {
  const web = await accounts.waldurGroup('web "1"', [
    tcp(443),
    tcp(443, { ethertype: "IPv6" }),
    tcp(22),
    { direction: "egress" },
  ]);
  const db = await accounts.waldurGroup("db", [
    tcp(5432, { remote: web }),
    tcp(9100, { cidr: "10.0.0.0/8" }),
  ]);
  await accounts.setRules(db, [
    tcp(5432, { remote: web }),
    tcp(9100, { cidr: "10.0.0.0/8" }),
    tcp(9100, { cidr: "192.0.2.0/24" }),
    tcp(7777, { remote: db }),
    { ...tcp(8125, { remote: web }), direction: "egress" },
  ]);
  const { exitCode, stdout } = await accounts.run("graph");
  expect(stdout.trimEnd().split("\n")).toEqual([
    "flowchart LR",
    '  n0(("the world"))',
    '  n1["db<br>within: tcp 7777"]',
    '  n2["web #34;1#34;<br>out: any"]',
    '  n3(["10.0.0.0/8<br>192.0.2.0/24"])',
    '  n1 -.->|"tcp 8125"| n2',
    '  n2 -->|"postgresql"| n1',
    '  n3 -->|"nodeExporter"| n1',
    '  n0 -->|"ssh, https"| n2',
    "  linkStyle 3 stroke:#dc2626",
  ]);
  expect(exitCode).toBe(0);
});

test("JSON has the keys of the rules of each edge", async () => {
  await accounts.waldurGroup("web", [tcp(443)]);
  const { stdout } = await accounts.run("graph", "web", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    edges: [
      {
        from: "world",
        services: ["https"],
        kind: "world",
        rules: ["web: ingress IPv4 tcp 443 from 0.0.0.0/0"],
      },
    ],
  });
});

test("the lines of a hub are written into the groups, and drawn for who asks", async () => {
  await makeLandscape(accounts, 9);
  const { stdout } = await accounts.run("graph", "--format", "html", "--cloud", "waldur");
  expect(stdout.match(/>ssh from bastion</g)).toHaveLength(7);
  expect(stdout).toContain(">ssh to 7 groups<");
  expect(stdout.match(/class="edge usual written"/g)).toHaveLength(14);
  expect(stdout).not.toMatch(/(src|href)=/);
});

test("empty accounts have an empty graph", async () => {
  expect(await accounts.run("graph")).toEqual({ exitCode: 0, stdout: "flowchart LR\n", stderr: "" });
  expect((await accounts.run("graph", "--format", "html")).stdout).toContain("0 groups, 0 connections");
});
