import * as pulumi from "@pulumi/pulumi";
import { isSecurityGroupsError, Provider } from "../../../provider";
import * as waldur from "../../../provider/waldur/lookups";
import { getTenant, getTenantOutput } from "../../../provider/waldur/lookups";
import { type GetSecurityGroupsArgs, type RulesInput, SecurityGroup } from "../../../provider/waldur";
import { wireGroupPart } from "../../../provider/waldur/api/schema";
import { loopback } from "../http/loopback";
import type { WaldurSandbox } from "../../../sandbox/waldur";
import { crudFor, settingsFor, ManagedResource, startSandbox } from "./sandbox";

let sandbox: WaldurSandbox;
let web: ManagedResource;

beforeEach(async () => {
  sandbox = await startSandbox();
  const settings = settingsFor(sandbox);
  pulumi.runtime.setAllConfig(settings);
  web = new ManagedResource(crudFor(settings));
  await web.up({ description: "public", rules: [{ protocol: "tcp", ports: 443 }] });
});
afterEach(() => sandbox.close());

const id = () => web.state?.id ?? "";
const valueOf = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));

test("a group by its id, its URL, or its name", async () => {
  const byId = await waldur.getSecurityGroup({ id: id() });
  expect(byId).toMatchObject({
    id: id(),
    url: `${sandbox.apiUrl}openstack-security-groups/${id()}/`,
    name: "web",
    description: "public",
    tenantUuid: sandbox.tenantUuid,
    state: "OK",
    customerName: "Acme",
    rules: { "ingress IPv4 tcp 443 from 0.0.0.0/0": { protocol: "tcp" } },
  });
  expect(await waldur.getSecurityGroup({ id: byId.url })).toEqual(byId);
  expect(await waldur.getSecurityGroup({ name: "web" })).toEqual(byId);
  expect(await waldur.getSecurityGroup({ name: "web", tenant: sandbox.tenantUuid })).toEqual(byId);
});

test("what does not exist", async () => {
  await expect(waldur.getSecurityGroup({ id: "1".repeat(32) })).rejects.toThrow(
    "there is no security group with the id",
  );
  await expect(waldur.getSecurityGroup({ name: "we" })).rejects.toThrow(
    'there is no security group with the name "we"',
  );
  await expect(getTenant({ name: "none" })).rejects.toThrow('there is no tenant with the name "none"');
  await expect(getTenant({ id: "1".repeat(32) })).rejects.toThrow("there is no tenant with the id");
});

test.each(["2024-10", "2026"] as const)(
  "groups by filters, all pages, fewer fields, on a server of %s",
  async (release) => {
    sandbox.settings.set({ release, pageCap: 2 });
    for (const name of ["app", "db", "cache"]) await new ManagedResource(web.crud, name).up({ rules: [] });
    const names = async (args: GetSecurityGroupsArgs) =>
      (await waldur.getSecurityGroups(args)).map(({ name }) => name).sort();
    expect(await names({})).toEqual(["app", "cache", "db", "web"]);
    expect(await names({ name: "B" })).toEqual(["db", "web"]);
    expect(await names({ nameExact: "web", tenant: sandbox.tenantUuid, state: ["OK"] })).toEqual(["web"]);
    const tenantUrl = (await getTenant({ name: "tenant-main" })).url;
    expect(await names({ nameExact: "web", tenant: tenantUrl })).toEqual(["web"]);
    expect(await names({ state: ["ERRED", "UPDATE_SCHEDULED"] })).toEqual([]);
    expect(await names({ query: "PUBLIC" })).toEqual(["web"]);
    expect(await names({ tenantUuid: sandbox.secondTenantUuid })).toEqual([]);
    expect(await names({ page: 2, pageSize: 2 })).toHaveLength(2);
    const parts = await waldur.getSecurityGroups({
      nameExact: "web",
      field: ["id", "name", "state", "rules"],
    });
    expect(parts).toEqual([{ id: id(), name: "web", state: "OK", rules: expect.any(Object) as object }]);
    const [query] = sandbox.log.entries({ method: "GET", path: "security-groups/$" }).slice(-1);
    expect(String(query?.["query"])).not.toContain("customer");
  },
);

describe.each(["2024-10", "2026"] as const)(
  "filters that name a whole value, on a server of %s",
  (release) => {
    beforeEach(async () => {
      sandbox.settings.set({ release });
      await new ManagedResource(web.crud, "db").up({ rules: [] });
    });

    test("the uuid gives one group, with other filters, with fields, or none", async () => {
      const names = async (args: GetSecurityGroupsArgs) =>
        (await waldur.getSecurityGroups(args)).map(({ name }) => name);
      expect(await names({ uuid: id() })).toEqual(["web"]);
      expect(await names({ uuid: id(), nameExact: "db" })).toEqual([]);
      expect(await names({ uuid: id(), name: "b" })).toEqual(["web"]);
      expect(await names({ uuid: id(), query: "nothing" })).toEqual([]);
      expect(await names({ uuid: "1".repeat(32) })).toEqual([]);
      expect(await waldur.getSecurityGroups({ uuid: id(), field: ["name"] })).toEqual([{ name: "web" }]);
    });

    test("project and customer are taken as uuid and as URL", async () => {
      const { project, projectUuid, customer, customerUuid } = await waldur.getSecurityGroup({ id: id() });
      for (const filters of [{ project }, { project: projectUuid ?? "" }, { projectUuid: projectUuid ?? "" }])
        expect(await waldur.getSecurityGroups(filters)).toHaveLength(2);
      for (const filters of [{ customer }, { customer: customerUuid ?? "" }])
        expect(await waldur.getSecurityGroups({ ...filters, field: ["name"] })).toHaveLength(2);
      await expect(waldur.getSecurityGroups({ project: "Acme" })).rejects.toThrow(
        /Acme.* is not a project: write its uuid or its URL/,
      );
    });

    test("a filter that the server ignores widens no answer", async () => {
      const proxy = await ignoringFilters(sandbox);
      pulumi.runtime.setAllConfig({ ...settingsFor(sandbox), "waldur:apiUrl": `${proxy.url}/api/` });
      const { backendId } = await waldur.getSecurityGroup({ name: "web" });
      const other = "1".repeat(32);
      for (const filters of [
        { nameExact: "web" },
        { backendId },
        { nameExact: "web", tenantUuid: sandbox.tenantUuid, state: ["OK" as const] },
      ]) {
        expect(await waldur.getSecurityGroups({ ...filters, field: ["id"] })).toEqual([{ id: id() }]);
      }
      for (const filters of [
        { state: ["ERRED" as const] },
        { projectUuid: other },
        { customerUuid: other },
        { serviceSettingsUuid: other },
        { tenantUuid: sandbox.secondTenantUuid },
      ]) {
        expect(await waldur.getSecurityGroups(filters)).toEqual([]);
        expect(await waldur.getSecurityGroups({ ...filters, field: ["name"] })).toEqual([]);
      }
      await proxy.close();
    });
  },
);

/** The sandbox behind a server that knows no filter. */
async function ignoringFilters(behind: WaldurSandbox) {
  return loopback((request, response) => {
    const url = new URL(request.url ?? "/", behind.apiUrl);
    const known = ["field", "page", "page_size"];
    for (const name of [...url.searchParams.keys()]) if (!known.includes(name)) url.searchParams.delete(name);
    const headers = { authorization: request.headers.authorization ?? "" };
    fetch(url, { headers })
      .then(async (answer) => {
        response.writeHead(answer.status, {
          "content-type": "application/json",
          "x-result-count": answer.headers.get("x-result-count") ?? "",
        });
        response.end(await answer.text());
      })
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
}

test("some fields of one group, by its id or its name", async () => {
  for (const one of [{ id: id() }, { name: "web" }]) {
    const part = await waldur.getSecurityGroup({ ...one, field: ["name", "state", "rules"] });
    expect(Object.keys(part).sort()).toEqual(["name", "rules", "state"]);
    expect(Object.keys(part.rules)).toEqual(["ingress IPv4 tcp 443 from 0.0.0.0/0"]);
  }
  const [query] = sandbox.log.entries({ method: "GET", path: "security-groups/" }).slice(-1);
  expect(String(query?.["query"])).not.toContain("customer");
  const output = waldur.getSecurityGroupOutput({ id: id(), field: ["description"] });
  expect(await valueOf(output)).toEqual({ description: "public" });
  const wrong: object = { name: "web", field: "name" };
  await expect(waldur.getSecurityGroup({ name: "web", ...wrong })).rejects.toThrow(/field as a list/);
});

test("canManage is refused where the server is known to ignore it", async () => {
  const refusal = "this Waldur is older than the filter canManage and would list every group: leave it out";
  sandbox.settings.set({ release: "2026" });
  expect(await waldur.getSecurityGroups({ canManage: true, field: ["name"] })).toEqual([{ name: "web" }]);
  pulumi.runtime.setAllConfig({ ...settingsFor(sandbox), "waldur:token": sandbox.tokens.member });
  expect(await waldur.getSecurityGroups({ canManage: true })).toEqual([]);
  sandbox.settings.set({ release: "2024-10" });
  const asked = async () => waldur.getSecurityGroups({ canManage: true, field: ["name"] });
  await expect(asked()).rejects.toThrow(refusal);
  // It is known now, before another request.
  sandbox.log.clear();
  await expect(asked()).rejects.toThrow(refusal);
  expect(sandbox.log.count({ level: "api" })).toBe(0);
});

test("a server of 2026 says how many instances use a group, and may list its addresses", async () => {
  sandbox.settings.set({ release: "2024-10" });
  expect(await waldur.getSecurityGroup({ id: id() })).not.toHaveProperty("instanceCount");
  sandbox.settings.set({ release: "2026" });
  expect(await waldur.getSecurityGroup({ id: id() })).toMatchObject({ instanceCount: 0 });
  const urls = ["https://one.example.com/", "https://two.example.com/"];
  expect(wireGroupPart.parse({ access_url: urls })).toEqual({ access_url: urls.join(", ") });
});

test("an unknown filter is refused, since the server would ignore it", async () => {
  const mistyped: object = { tenantuuid: sandbox.tenantUuid };
  await expect(waldur.getSecurityGroups(mistyped)).rejects.toThrow(/look up security groups: .*tenantuuid/);
});

test("a tenant in filters: no name, and not twice", async () => {
  await expect(waldur.getSecurityGroups({ tenant: "tenant-main" })).rejects.toThrow(
    /tenant-main.* is not a tenant: write its uuid or its URL/,
  );
  const tenant = sandbox.tenantUuid;
  await expect(waldur.getSecurityGroups({ tenant, tenantUuid: tenant })).rejects.toThrow(
    "tenant and tenantUuid are one filter: write one of them.",
  );
});

test("a tenant that may not be seen is none without groups", async () => {
  expect(await waldur.getSecurityGroups({ tenant: sandbox.secondTenantUuid })).toEqual([]);
  sandbox.edits.setRoleRevoked("owner", true);
  const says = `there is no tenant with the id ${sandbox.tenantUuid}, or the token's user may not see it`;
  const { tenantUuid: tenant } = sandbox;
  await expect(waldur.getSecurityGroups({ tenant })).rejects.toThrow(says);
  await expect(waldur.getSecurityGroups({ tenant, field: ["name"] })).rejects.toThrow(says);
});

test("a tenant by its name, with its quotas", async () => {
  const tenant = await getTenant({ name: "tenant-main" });
  expect(tenant).toMatchObject({ id: sandbox.tenantUuid, state: "OK", projectName: "Acme project" });
  expect(tenant.quotas).toContainEqual(
    expect.objectContaining({ name: "security_group_rule_count", usage: 1 }),
  );
  expect(await getTenant({ id: tenant.url })).toEqual(tenant);
});

test("the forms with outputs, and another account", async () => {
  await pulumi.runtime.setMocks({
    call: ({ inputs }) => inputs as object,
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
  });
  const other = await startSandbox();
  const elsewhere = new ManagedResource(crudFor(settingsFor(other)), "elsewhere");
  await elsewhere.up({ rules: [] });
  const provider = new Provider("other", {
    waldur: { apiUrl: other.apiUrl, token: other.token, tenant: other.tenantUuid },
  });
  expect(await valueOf(waldur.getSecurityGroupOutput({ name: pulumi.output("web") }))).toMatchObject({
    id: id(),
  });
  expect(await valueOf(waldur.getSecurityGroupOutput({ name: "elsewhere" }, { provider }))).toMatchObject({
    id: elsewhere.state?.id,
  });
  expect(await valueOf(waldur.getSecurityGroupsOutput({ field: ["name"] }, { provider }))).toEqual([
    { name: "elsewhere" },
  ]);
  const tenant = getTenantOutput({ name: "tenant-main" }, { provider });
  expect(await valueOf(tenant)).toMatchObject({ name: "tenant-main" });
  expect(await pulumi.isSecret(tenant)).toBe(false);
  await other.close();
});

test("a provider that a preview does not know yet rejects instead of waiting forever", async () => {
  await pulumi.runtime.setMocks(
    { call: () => ({}), newResource: () => ({ id: undefined, state: {} }) },
    "project",
    "stack",
    true,
  );
  const unknown = new SecurityGroup("made-later").backendId;
  const provider = new Provider("later", { waldur: { apiUrl: sandbox.apiUrl, token: unknown } });
  await expect(waldur.getSecurityGroup({ id: id() }, { provider })).rejects.toThrow(
    "not known before pulumi up: use the lookup whose name ends in Output.",
  );
  await pulumi.runtime.setMocks({ call: () => ({}), newResource: () => ({ id: "", state: {} }) });
});

test("a failure says what was looked up, why, and what to do, as operations do", async () => {
  pulumi.runtime.setAllConfig({ ...settingsFor(sandbox), "waldur:token": "wrong" });
  await expect(waldur.getSecurityGroup({ name: "web" })).rejects.toThrow(
    /^look up security group "web": Waldur does not accept the token .* Set a valid one with pulumi config set --secret waldur:token; /,
  );
  pulumi.runtime.setAllConfig({ ...settingsFor(sandbox), "waldur:apiUrl": "http://127.0.0.1:1/api/" });
  await expect(getTenant({ name: "tenant-main" })).rejects.toThrow(
    /^look up tenant "tenant-main": .*cannot reach http:\/\/127\.0\.0\.1:1.* Check waldur:apiUrl and whether the server can be reached from here\.$/,
  );
  pulumi.runtime.setAllConfig({ "waldur:apiUrl": sandbox.apiUrl });
  await expect(waldur.getSecurityGroups()).rejects.toThrow(/^look up security groups: .*waldur:token/);
});

test("a server that is not Waldur is reported as such, and nothing counts as gone there", async () => {
  const page = await loopback((_request, response) => response.writeHead(404).end("<html>Not here</html>"));
  pulumi.runtime.setAllConfig({ ...settingsFor(sandbox), "waldur:apiUrl": page.url });
  await expect(waldur.getSecurityGroup({ id: id() })).rejects.toThrow(
    /404 the answer is not what a Waldur MasterMind sends: is waldur:apiUrl the address of one/,
  );
  await page.close();
  const other = await loopback((_request, response) => response.end("{}"));
  pulumi.runtime.setAllConfig({ ...settingsFor(sandbox), "waldur:apiUrl": other.url });
  await expect(waldur.getSecurityGroup({ id: id() })).rejects.toThrow(
    /\(uuid is missing\): is waldur:apiUrl the address of one\?/,
  );
  await other.close();
});

test("rules that are found have the server's numbers and the names of groups, and can be given to a resource", async () => {
  const jump = new ManagedResource(web.crud, "jump");
  await jump.up({ rules: [{ protocol: "tcp", ports: 22, remoteGroup: id() }, { remoteGroup: "self" }] });
  const { rules } = await waldur.getSecurityGroup({ name: "jump" });
  expect(rules).toMatchObject({
    [`ingress IPv4 tcp 22 from group ${id()}`]: {
      id: expect.any(Number) as number,
      remoteGroup: id(),
      remoteGroupName: "web",
    },
    "ingress IPv4 any from this group": { remoteGroup: "self", remoteGroupName: "jump" },
  });
  const forms: RulesInput[] = [rules, Object.values(rules)];
  for (const form of forms) {
    const copied = new ManagedResource(web.crud, "copy");
    await copied.up({ rules: form });
    const copy = await waldur.getSecurityGroup({ name: "copy" });
    expect(Object.keys(copy.rules)).toEqual(Object.keys(rules));
    await copied.destroy();
  }
  await expect(jump.up({ rules: [{ remoteGroupName: "web" }] })).rejects.toThrow(
    "remoteGroupName is only what messages say: write remoteGroup",
  );
});

test("errors can be distinguished, and groups are whole unless fields are named", async () => {
  const error: unknown = await getTenant({ name: "none" }).catch((thrown: unknown) => thrown);
  expect(isSecurityGroupsError(error) && error.message).toContain("there is no tenant");
  expect(isSecurityGroupsError(new Error("another"))).toBe(false);
  // Types: neither is optional, and there are only the fields named.
  const [whole] = await waldur.getSecurityGroups({ nameExact: "web" });
  const [part] = await waldur.getSecurityGroups({ nameExact: "web", field: ["state"] });
  const states: (string | undefined)[] = [whole?.state, part?.state];
  expect(states).toEqual(["OK", "OK"]);
});
