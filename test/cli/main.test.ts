import { type Accounts, startAccounts } from "./clouds";
import { start } from "./start";

let accounts: Accounts;
beforeAll(async () => {
  accounts = await startAccounts();
  await accounts.waldurGroup("web", [{ protocol: "tcp", from_port: 443, to_port: 443 }]);
});
afterAll(() => accounts.close());

/** An answer, and what the command line refuses; the rest is tested in process, and with the built command in test/engine. */
test.each([["explain web --tcp 443 --cloud waldur"], ["lint --no-such-option"]])(
  "%s prints and ends in a process of its own as it does in process",
  async (line) => {
    const args = line.split(" ");
    expect(await start(args, { env: accounts.env })).toEqual(await accounts.run(...args));
  },
);
