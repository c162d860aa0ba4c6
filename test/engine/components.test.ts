import type { NeutronRule } from "../../sandbox/waldur";
import { type Clouds, program, startClouds } from "./harness/clouds";
import { steps, succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const open = async (source: string) => {
  const write = (text: string) => ({
    "index.ts": program('import * as components from "pulumi-security-groups/components";', text),
  });
  const project = engine.project(write(source));
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  return { stack, edit: (text: string) => project.write(write(text)) };
};

const groups = () => clouds.waldur.edits.groups(clouds.waldur.tenantUuid);
function group(name: string) {
  const found = groups().find((one) => one.name === name);
  if (found === undefined) throw new Error(`no group ${name}`);
  return found;
}
/** Who may connect to a group, or where its members may: ports and the names of groups. */
const words = (name: string, direction: string) =>
  group(name)
    .rules.filter((rule) => rule.direction === direction && rule.ethertype === "IPv4")
    .map(({ port_range_min, remote_group_id }) => {
      const peer = groups().find(({ id }) => id === remote_group_id)?.name ?? "anywhere";
      return `${port_range_min ?? "any"} ${peer}`;
    })
    .sort();
/** The ids of rules that OpenStack made or removed since the log was cleared. */
const ruleCalls = (method: "POST" | "DELETE") =>
  clouds.waldur.log
    .entries({ level: "openstack", method, path: "security-group-rules" })
    .filter(({ applied }) => applied === true)
    .map(({ rule }) => (rule as NeutronRule).id);

const shop = (app: string, more = "") => `
  const shop = new components.TieredApplication("shop", {
    tiers: {
      web: { offers: [{ https: true, fromAnywhere: true }, { tcp: ["9000"], fromTiers: ["${app}"] }], egress: [] },
      ${app}: { offers: [{ tcp: ["8080"], fromTiers: ["web"] }], ${more} },
      database: {
        offers: [{ postgresql: true, fromTiers: ["${app}"] }, { ssh: true, fromCidrs: ["10.0.0.0/8"] }],
        egress: [],
      },
    },
  });
  // Stands for a server that takes the group.
  new waldur.SecurityGroup("server", { description: shop.groupIds.web });
  export const ids = shop.groupIds;`;

/** Groups for administration, of another tenant by its own provider as well, and a default group that is closed. */
const besides = () => {
  const { apiUrl, token, secondTenantUuid: tenant } = clouds.waldur;
  return `
  const admin = new components.Bastion("admin", { fromCidrs: ["203.0.113.0/24"] });
  export const { bastionGroupId, behindGroupId } = admin;
  new components.LockedDefaultGroup("locked", {});
  const provider = new Provider("second", { waldur: ${JSON.stringify({ apiUrl, token, tenant, pollInterval: 0.05 })} });
  new components.Bastion("second-admin", { fromCidrs: ["203.0.113.0/24"] }, { provider });
  new components.FirewallPolicy("web", { cloud: "waldur" }, { providers: [provider] });`;
};
const namesOf = (tenant: string) => clouds.waldur.edits.groups(tenant).map(({ name }) => name);

test("components of every kind: one up from nothing, nothing to do, tiers are renamed, all gone", async () => {
  const { tenantUuid, secondTenantUuid } = clouds.waldur;
  await clouds.waldur.edits.backgroundPull();
  expect(group("default").rules.length).toBeGreaterThan(0);
  const { stack, edit } = await open(shop("app") + besides());
  succeeded(await stack.up());

  // Three tiers that name each other.
  expect(words("shop-web", "ingress")).toEqual(["443 anywhere", "9000 shop-app"]);
  expect(words("shop-web", "egress")).toEqual(["8080 shop-app"]);
  expect(words("shop-app", "ingress")).toEqual(["8080 shop-web"]);
  expect(words("shop-app", "egress")).toEqual(["any anywhere"]);
  expect(words("shop-database", "ingress")).toEqual(["22 anywhere", "5432 shop-app"]);
  expect(words("shop-database", "egress")).toEqual([]);
  // Two groups of a bastion that name each other.
  expect(words("admin-bastion", "ingress")).toEqual(["22 anywhere"]);
  expect(words("admin-bastion", "egress")).toEqual(["22 admin-behind"]);
  expect(words("admin-behind", "ingress")).toEqual(["22 admin-bastion"]);
  expect(words("admin-behind", "egress")).toEqual([]);
  // A component's provider serves all its children.
  const ofSecond = ["default", "second-admin-bastion", "second-admin-behind", "web"];
  expect(namesOf(secondTenantUuid).sort()).toEqual(ofSecond);
  expect(namesOf(tenantUuid).filter((name) => name !== "default" && ofSecond.includes(name))).toEqual([]);
  expect(group("default").rules).toEqual([]);

  clouds.forget();
  succeeded(await stack.preview({ expectNoChanges: true }));
  succeeded(await stack.up({ expectNoChanges: true, refresh: true }));
  expect(clouds.writes()).toEqual([]);

  // A renamed tier: no rule of another tier is cut at any step.
  const oldApp = group("shop-app").id;
  const untouched = ["shop-web", "shop-database"]
    .flatMap((name) => group(name).rules)
    .filter(({ remote_group_id }) => remote_group_id !== oldApp)
    .map(({ id }) => id);
  expect(untouched).toHaveLength(3);
  edit(shop("backend") + besides());
  // The other tiers' ids stay known at preview: what uses them does not change.
  const server = steps(succeeded(await stack.preview())).find(({ urn }) => urn.endsWith("::server"));
  expect(server?.op).toBe("same");
  clouds.waldur.log.clear();
  succeeded(await stack.up());
  const removed = ruleCalls("DELETE");
  expect(removed.length).toBeGreaterThan(0);
  expect(removed.filter((id) => untouched.includes(id))).toEqual([]);
  const left = ["shop-web", "shop-database"].flatMap((name) => group(name).rules).map(({ id }) => id);
  expect(left).toEqual(expect.arrayContaining(untouched));
  expect(words("shop-web", "ingress")).toEqual(["443 anywhere", "9000 shop-backend"]);
  expect(words("shop-web", "egress")).toEqual(["8080 shop-backend"]);
  expect(words("shop-database", "ingress")).toEqual(["22 anywhere", "5432 shop-backend"]);
  expect(groups().map(({ name }) => name)).not.toContain("shop-app");
  succeeded(await stack.up({ expectNoChanges: true, refresh: true }));

  // A tier that is renamed with renamedFrom keeps its group, name and rules, and nothing is sent.
  const { id, rules } = group("shop-backend");
  edit(shop("core", 'renamedFrom: "backend"') + besides());
  clouds.forget();
  succeeded(await stack.up());
  expect(clouds.writes()).toEqual([]);
  expect(group("shop-backend")).toMatchObject({ id, rules });
  succeeded(await stack.up({ expectNoChanges: true, refresh: true }));
  // Once it is done, the note may go: that changes the component's own entry in state and nothing else.
  edit(shop("core") + besides());
  clouds.forget();
  succeeded(await stack.up());
  expect(clouds.writes()).toEqual([]);

  succeeded(await stack.destroy());
  expect([namesOf(tenantUuid), namesOf(secondTenantUuid)]).toEqual([["default"], ["default"]]);
  // The tenant's default group stays closed when the component goes.
  expect(group("default").rules).toEqual([]);
});

test("wrong arguments end in one sentence without a stack trace, and nothing is sent", async () => {
  const { stack } = await open(`
    new components.TieredApplication("shop", { tiers: { web: {}, app: { offers: [{ tcp: ["8080"], fromTiers: ["wbe"] }] } } });`);
  clouds.forget();
  const { ok, stdout, stderr } = await stack.preview();
  expect(ok).toBe(false);
  const shown = `${stdout}\n${stderr}`;
  expect(shown).toContain(
    "shop: tiers.app.offers[0] names the tier wbe, which does not exist: there are web, app",
  );
  expect(shown).not.toMatch(/^\s+at .*:\d+:\d+/m);
  expect(clouds.waldur.log.entries()).toEqual([]);
});
