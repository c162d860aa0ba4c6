import { findDrift } from "../../../cli/drift/find";
import { wordingOfDynamic } from "../../../cli/source/settings";
import { securityGroupRules } from "../../../provider/waldur/security-group-rules/definition";
import type { WaldurSandbox } from "../../../sandbox/waldur";
import { inRun } from "../managed-resource";
import { crudFor, enforced, ManagedResource, settingsFor, startSandbox } from "./sandbox";

const https = { protocol: "tcp", ports: 443 };
const ssh = { protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" };
const hidden = /Waldur answers 404 for the tenant .*the token's user may not see it.*run pulumi again/;

let sandbox: WaldurSandbox;
let web: ManagedResource;
let rules: ManagedResource;
beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  sandbox = await startSandbox();
  web = new ManagedResource(crudFor(settingsFor(sandbox)));
  rules = new ManagedResource(crudFor(settingsFor(sandbox), securityGroupRules()), "web-rules");
});
afterEach(async () => {
  jest.restoreAllMocks();
  await sandbox.close();
});

const revoke = () => sandbox.edits.setRoleRevoked("owner", true);
const restore = () => sandbox.edits.setRoleRevoked("owner", false);
const tenantReads = () =>
  sandbox.log.count({ level: "api", method: "GET", path: `/openstack-tenants/${sandbox.tenantUuid}/$` });

test.each(["a group", "the rules of a group"])(
  "%s, and a user who has lost his role: nothing counts as gone, and all works again with the role",
  async (what) => {
    await web.up(what === "a group" ? { rules: [https] } : {});
    const resource = what === "a group" ? web : rules;
    const program = what === "a group" ? {} : { securityGroup: web.id };
    await resource.up({ ...program, rules: [https] });
    const { state } = resource;
    revoke();
    await expect(resource.refresh()).rejects.toThrow(hidden);
    await expect(resource.destroy()).rejects.toThrow(hidden);
    await expect(resource.up({ ...program, rules: [https, ssh] })).rejects.toThrow(hidden);
    expect(resource.state).toEqual(state);
    expect(enforced(sandbox, web.id)).toHaveLength(1);

    restore();
    expect(await resource.refresh()).toBe(false);
    await resource.up({ ...program, rules: [https, ssh] });
    expect(enforced(sandbox, web.id)).toHaveLength(2);
    await resource.destroy();
  },
);

test("a token that sees nothing: what a refresh and a destroy need is reported too", async () => {
  await web.up({ rules: [https] });
  const other = new ManagedResource(
    crudFor(settingsFor(sandbox, { "waldur:token": sandbox.tokens.outsider })),
  );
  other.state = web.state;
  const says = /answers 404 for the tenant .*use the settings of the last pulumi up/;
  await expect(other.refresh()).rejects.toThrow(says);
  await expect(other.destroy()).rejects.toThrow(says);
});

test.each([1, 2])(
  "a role that ends while %i groups are deleted: none of them counts as gone",
  async (count) => {
    const { crud } = web;
    const groups = Array.from({ length: count }, (_, index) => new ManagedResource(crud, `group-${index}`));
    await inRun(crud, () => Promise.all(groups.map((group) => group.up({ rules: [https] }))));
    sandbox.settings.set({ worker: false });
    sandbox.log.clear();
    const destroyed = inRun(crud, () => Promise.allSettled(groups.map((group) => group.destroy())));
    while (sandbox.log.count({ level: "api", method: "DELETE" }) < count) await new Promise(setImmediate);
    revoke();
    for (const one of await destroyed) {
      expect(one).toMatchObject({
        status: "rejected",
        reason: { message: expect.stringMatching(hidden) as string },
      });
    }
    expect(groups.map(({ state }) => state === undefined)).not.toContain(true);
  },
);

test("drift cannot be read, which is not the same as gone", async () => {
  await web.up({ rules: [https] });
  const { id, outputs } = web;
  const inState = {
    handler: "waldurSecurityGroup",
    title: "web",
    id,
    outputs,
    secret: new Set<string>(),
    settings: undefined,
    wording: wordingOfDynamic,
  } as const;
  const settings: Record<string, string> = settingsFor(sandbox);
  revoke();
  const { drift, failures } = await findDrift([inState], { get: (key) => settings[key] });
  expect(drift).toEqual([]);
  expect(failures).toEqual([expect.stringMatching(hidden)]);
});

test("rules of which state does not say the tenant: nothing counts as gone", async () => {
  await web.up({});
  await rules.up({ securityGroup: web.id, rules: [https] });
  const { state } = rules;
  if (state === undefined) throw new Error("no state");
  delete state.outputs["tenant"];
  await web.destroy();
  await expect(rules.refresh()).rejects.toThrow(/404 for the group .*state does not say its tenant/);
});

test("groups that are gone ask once for their tenant, however many they are", async () => {
  const { crud } = web;
  const groups = ["one", "two", "three"].map((name) => new ManagedResource(crud, name));
  for (const group of groups) await group.up({});
  const { apiUrl, token } = sandbox;
  for (const { id } of groups) {
    await fetch(`${apiUrl}openstack-security-groups/${id}/`, {
      method: "DELETE",
      headers: { authorization: `Token ${token}` },
    });
  }
  await sandbox.idle();
  sandbox.log.clear();
  await inRun(crud, () => Promise.all(groups.map((group) => group.refresh())));
  expect(tenantReads()).toBe(1);
});
