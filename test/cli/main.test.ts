import { type Accounts, startAccounts } from "./clouds";
import { start } from "./start";

let accounts: Accounts;
beforeAll(async () => {
  accounts = await startAccounts();
  await accounts.waldurGroup("web", [{ protocol: "tcp", from_port: 443, to_port: 443 }]);
});
afterAll(() => accounts.close());

/** Each command once as a user runs it; what it does besides is tested in process. The sandbox: sandbox.test.ts. */
test.each([
  ["doctor --json --cloud waldur"],
  ["explain web --tcp 443 --cloud waldur"],
  ["export --cloud waldur"],
  ["graph --cloud waldur"],
  ["lint --cloud waldur"],
  ["waldur pull web"],
  ["drift"],
  ["plugin path"],
  ["lint --no-such-option"],
  ["help"],
  ["--version"],
])("%s prints and ends in a process of its own as it does in process", async (line) => {
  const args = line.split(" ");
  expect(await start(args, { env: accounts.env })).toEqual(await accounts.run(...args));
});
