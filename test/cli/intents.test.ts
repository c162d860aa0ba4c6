import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Accounts, startAccounts } from "./clouds";

let accounts: Accounts;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "intents-"));
  accounts = await startAccounts();
  const out = [{ direction: "egress" }] as const;
  const app = await accounts.waldurGroup("shop-app", out);
  await accounts.waldurGroup("shop-database", [
    { protocol: "tcp", from_port: 5432, to_port: 5432, remote: app },
    { protocol: "tcp", from_port: 22, to_port: 22 },
  ]);
  accounts.e24cloudGroup("edge", [{ direction: "IN", protocol: "TCP", min_port: 443, max_port: 443 }]);
});
afterEach(async () => {
  await accounts.close();
  rmSync(folder, { recursive: true });
});

function file(text: string): string {
  const path = join(folder, "intents.yaml");
  writeFileSync(path, text);
  return path;
}

const BROKEN = `
never:
  - { from: world, to: shop-*, except: [{ service: https }] }
  - { from: shop-app, to: shop-database, level: warn }
always:
  - { from: shop-app, to: shop-database, service: postgresql }
  - { from: shop-app, to: shop-database, service: mysql }
  - { from: world, to: edge, service: https }
`;
const worldText =
  'shop-* is reachable from the world: tcp 22, by rule "ingress IPv4 tcp 22 from 0.0.0.0/0" of shop-database';
const mysqlText =
  'shop-database is not reachable from shop-app: tcp 3306: no rule of shop-database lets it in; the nearest is "ingress IPv4 tcp 22 from 0.0.0.0/0", which differs in port';

test("test names each intent that is broken, with exit code 2", async () => {
  const { exitCode, stdout } = await accounts.run("test", file(BROKEN));
  expect(stdout.split("\n")).toEqual([
    `never[0]: broken: ${worldText}`,
    'never[1]: broken, only a warning: shop-database is reachable from shop-app: tcp 22, by rule "ingress IPv4 tcp 22 from 0.0.0.0/0" of shop-database and rule "egress IPv4 any to 0.0.0.0/0" of shop-app',
    `always[1]: broken: ${mysqlText}`,
    "5 intents, 3 broken.",
    "",
  ]);
  expect(exitCode).toBe(2);
});

test("JUnit and SARIF", async () => {
  const path = file(BROKEN);
  const { stdout } = await accounts.run("test", path, "--format", "junit");
  expect(stdout).toContain('<testsuites tests="5" failures="2">');
  expect(stdout).toContain("&quot;ingress IPv4 tcp 22 from 0.0.0.0/0&quot; of shop-database");
  const sarif = JSON.parse((await accounts.run("test", path, "--format", "sarif")).stdout) as {
    runs: { results: { ruleId: string; message: { text: string } }[] }[];
  };
  expect(sarif.runs[0]?.results.map(({ message }) => message.text)).toContain(`never[0]: ${worldText}.`);
});

test("an unknown name is an error, since its answer would mean nothing", async () => {
  const { exitCode, stderr } = await accounts.run("test", file("never: [{ from: world, to: shop-databse }]"));
  expect(exitCode).toBe(1);
  expect(stderr).toContain(
    'never[0].to: there is no group "shop-databse": there are "shop-app", "shop-database", "edge"',
  );
});

test("intents proposes what holds now, and test agrees", async () => {
  const { stdout } = await accounts.run("intents");
  expect(stdout.split("\n").slice(1).join("\n")).toMatchInlineSnapshot(`
    "never:
      - from: world
        to: shop-app
      - from: world
        to: shop-database
        except:
          - service: ssh
      - from: world
        to: edge
        except:
          - service: https
    always:
      - from: shop-app
        to: shop-database
        service: postgresql
    "
  `);
  expect((await accounts.run("test", file(stdout))).exitCode).toBe(0);
});
