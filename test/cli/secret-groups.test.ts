import type { Group } from "../../cli/groups/group";
import { wordingOfDynamic } from "../../cli/source/settings";
import { secretGroups, withoutSecret } from "../../cli/groups/secret-groups";
import type { ResourceInState } from "../../cli/source/state";
import { TestShell } from "./run";

const inState = (title: string, id: string, ...secret: string[]): ResourceInState => ({
  handler: "waldurSecurityGroup",
  title,
  id,
  outputs: {},
  secret: new Set(secret),
  settings: undefined,
  wording: wordingOfDynamic,
});
const attachment = (...secret: string[]): ResourceInState => ({
  ...inState("web-1", "instance/6/web-1", ...secret),
  handler: "waldurSecurityGroupAttachment",
  outputs: { instance: "6" },
});
const live = (id: string): Group => ({
  cloud: "waldur",
  id,
  title: `live ${id}`,
  name: `live ${id}`,
  description: "",
  trouble: "",
  doubt: "",
  unmanagedRules: {},
  rules: {},
  tenant: "t",
});

test("live groups that are secret in the stack's state are left out, and named as the program does", () => {
  const resources = [
    inState("web", "1", "rules"),
    inState("named", "2", "name"),
    // Rules that another resource may set: that one says whether they are secret.
    inState("open", "3", "unmanagedRules"),
    // The address of the server is not shown anyway.
    inState("elsewhere", "4", "apiUrl"),
    inState("gone", "5", "description"),
  ];
  expect(secretGroups([attachment("securityGroups"), attachment("instance")]).get("6")).toBe("web-1");
  expect(secretGroups([attachment("apiUrl")]).size).toBe(0);
  const shell = new TestShell();
  const shown = withoutSecret(["1", "2", "3", "4"].map(live), secretGroups(resources), shell);
  const told = shell.stderr.text;
  expect(shown.map(({ id }) => id)).toEqual(["3", "4"]);
  expect(told).toContain("web is left out");
  expect(told).toContain("named is left out");
  expect(told).toContain("Add --show-secrets");
  expect(told).not.toMatch(/live|gone/);
});
