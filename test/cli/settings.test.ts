import { findDrift } from "../../cli/drift/find";
import { liveGroups } from "../../cli/groups/live";
import { configuredClouds } from "../../cli/source/accounts";
import { commandSettings, wordingOfPlugin } from "../../cli/source/settings";
import { type Accounts, startAccounts } from "./clouds";

let accounts: Accounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.close());

const flags = { cwd: ".", config: {} };

test("a setting that is missing is named as the stack has it, with the command that sets it there", async () => {
  const { apiUrl } = accounts.waldur;
  const dynamic = commandSettings(flags, { "waldur:apiUrl": { value: apiUrl } });
  await expect(liveGroups("waldur", dynamic)).rejects.toThrow(
    "waldur:token is not set. Set it with pulumi config set --secret waldur:token or",
  );
  const ofPlugin = commandSettings(flags, {
    "security-groups:waldur": { value: JSON.stringify({ apiUrl }) },
  });
  expect(configuredClouds(ofPlugin, {})).toEqual(["waldur"]);
  await expect(liveGroups("waldur", ofPlugin)).rejects.toThrow(
    "security-groups:waldur.token is not set. Set it with pulumi config set --path --secret security-groups:waldur.token or",
  );
});

test("so is one that the server refuses", async () => {
  const { apiUrl } = accounts.waldur;
  const token = "0".repeat(40);
  const ofPlugin = commandSettings(flags, {
    "security-groups:waldur": { value: JSON.stringify({ apiUrl, token }), secret: true },
  });
  await expect(liveGroups("waldur", ofPlugin)).rejects.toThrow(
    "pulumi config set --path --secret security-groups:waldur.token;",
  );
});

test("drift names the settings of each resource's own provider", async () => {
  const resource = {
    handler: "waldurSecurityGroup",
    id: "1".repeat(32),
    outputs: { rules: {} },
    secret: new Set<string>(),
    settings: new Map([["waldur:apiUrl", accounts.waldur.apiUrl]]),
  } as const;
  const provider = (name: string) => `urn:pulumi:dev::shop::pulumi:providers:security-groups::${name}`;
  const { failures } = await findDrift(
    [
      { ...resource, title: "web", wording: wordingOfPlugin(provider("default")) },
      { ...resource, title: "other", wording: wordingOfPlugin(provider("staging")) },
    ],
    commandSettings(flags, {}),
  );
  expect(failures).toEqual([
    expect.stringContaining("pulumi config set --path --secret security-groups:waldur.token"),
    expect.stringContaining('waldur.token of the Provider "staging" is not set'),
  ]);
});
