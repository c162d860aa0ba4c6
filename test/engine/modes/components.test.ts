import { type Clouds, startClouds } from "../harness/clouds";
import { steps, succeeded, useEngine } from "../harness/stacks";
import { useYaml, yamlProgram } from "../harness/yaml";
import { nativeMode } from "./provider-mode";

useYaml();
const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const open = async (parts: object) => {
  const project = engine.project({ "Pulumi.yaml": yamlProgram(parts) });
  const config = nativeMode.config(clouds);
  const stack = await engine.openStack({ project: project.folder, config, mode: "cli" });
  return { stack, write: (next: object) => void project.write({ "Pulumi.yaml": yamlProgram(next) }) };
};
const names = () =>
  clouds.waldur.edits
    .groups(clouds.waldur.tenantUuid)
    .map(({ name }) => name)
    .sort();

test("every component makes its groups, native ones, and a change of one rule is one update", async () => {
  const program = (office: string) => ({
    resources: {
      admin: {
        type: "security-groups:index:Bastion",
        properties: { fromCidrs: [office], egress: [{ https: true, toAnywhere: true }] },
      },
      shop: {
        type: "security-groups:index:TieredApplication",
        properties: {
          groupName: "shop",
          tiers: {
            web: { offers: [{ https: true, fromAnywhere: true }] },
            app: { offers: [{ tcp: ["8080"], fromTiers: ["web"] }], egress: [] },
          },
        },
      },
      policy: {
        type: "security-groups:index:FirewallPolicy",
        properties: { cloud: "e24cloud", ingress: [{ ssh: true, fromCidrs: ["10.0.0.0/8"] }] },
      },
      locked: { type: "security-groups:index:LockedDefaultGroup", properties: {} },
    },
    outputs: { bastion: "${admin.bastionGroupId}", groups: "${shop.groupIds}", policy: "${policy.groupId}" },
  });
  const { stack, write } = await open(program("203.0.113.0/24"));
  succeeded(await stack.preview());
  const up = succeeded(await stack.up());
  expect(names()).toEqual(["admin-bastion", "admin-behind", "default", "shop-app", "shop-web"]);
  // Types are those of the schema.
  expect(steps(up).filter(({ type }) => !/^(security-groups:|pulumi:)/.test(type))).toEqual([]);
  const outputs = await stack.outputs();
  expect(clouds.waldur.edits.group(String(outputs["bastion"])).name).toBe("admin-bastion");
  expect(Object.keys(outputs["groups"] as object)).toEqual(["app", "web"]);
  expect(clouds.e24cloud.secondWriter.groups().map(({ id }) => id)).toContain(outputs["policy"]);
  succeeded(await stack.up({ expectNoChanges: true }));

  write(program("198.51.100.0/24"));
  const changed = steps(succeeded(await stack.up())).filter(({ op }) => op !== "same");
  expect(changed.map(({ op, urn }) => [op, urn.split("::").at(-1)])).toContainEqual([
    "update",
    "admin-bastion",
  ]);
  succeeded(await stack.destroy());
  expect(names()).toEqual(["default"]);
});

test("a component with wrong arguments is refused in the preview, in a sentence", async () => {
  const { stack } = await open({
    resources: {
      admin: {
        type: "security-groups:index:Bastion",
        properties: { fromCidrs: [], egress: [{ https: true }] },
      },
    },
  });
  const { ok, stdout, stderr } = await stack.preview();
  expect(ok).toBe(false);
  expect(stdout + stderr).toMatch(/admin: .*egress\[0\]/s);
});

test("lookups answer, also in the account of an explicit provider, and name what does not exist", async () => {
  const { waldur, e24cloud } = clouds;
  e24cloud.secondWriter.create("edge");
  await waldur.edits.backgroundPull();
  const lookup = (name: string, args: object, more: object = {}) => ({
    "fn::invoke": { function: `security-groups:${name}`, arguments: args, ...more },
  });
  const { stack, write } = await open({
    resources: {
      other: {
        type: "pulumi:providers:security-groups",
        properties: {
          waldur: { apiUrl: waldur.apiUrl, token: waldur.token, tenant: waldur.secondTenantUuid },
        },
      },
      web: {
        type: "security-groups:waldur:SecurityGroup",
        properties: { rules: [{ protocol: "tcp", ports: 22, remoteGroup: "${standard.id}" }] },
      },
      there: {
        type: "security-groups:waldur:SecurityGroup",
        properties: { rules: [] },
        options: { provider: "${other}" },
      },
      seen: { type: "security-groups:waldur:SecurityGroup", get: { id: "${standard.id}" } },
    },
    variables: {
      standard: lookup("waldur:getSecurityGroup", { name: "default" }),
      all: lookup("waldur:getSecurityGroups", { nameExact: "default" }),
      elsewhere: lookup(
        "waldur:getSecurityGroup",
        { name: "default" },
        { options: { provider: "${other}" } },
      ),
      tenant: lookup("waldur:getTenant", { id: waldur.tenantUuid }),
      edge: lookup("e24cloud:getFirewallGroup", { name: "edge" }),
      edges: lookup("e24cloud:getFirewallGroups", { name: "ED" }),
    },
    outputs: {
      standard: "${standard.id}",
      seen: "${seen.name}",
      all: "${all.groups[0].id}",
      elsewhere: "${elsewhere.tenantUuid}",
      tenant: "${tenant.name}",
      edge: "${edge.id}",
      edges: "${edges.groups[0].name}",
    },
  });
  succeeded(await stack.up());
  const outputs = await stack.outputs();
  expect(outputs).toMatchObject({
    seen: "default",
    all: outputs["standard"],
    elsewhere: waldur.secondTenantUuid,
    edge: e24cloud.secondWriter.groups().find(({ name }) => name === "edge")?.id,
    edges: "edge",
  });
  expect(waldur.edits.groups(waldur.secondTenantUuid).map(({ name }) => name)).toContain("there");
  // The token of the explicit provider, given in plain text, is none in state.
  expect(stack.stateFile()).not.toContain(waldur.token);
  succeeded(await stack.up({ expectNoChanges: true }));
  succeeded(await stack.destroy());

  write({
    variables: { none: lookup("waldur:getSecurityGroup", { name: "none" }) },
    outputs: { none: "${none.id}" },
  });
  const { ok, stdout, stderr } = await stack.preview();
  expect(ok).toBe(false);
  expect(stdout + stderr).toContain('there is no security group with the name "none"');
});

test("pulumi:autonaming names the groups", async () => {
  const { stack } = await open({
    resources: { web: { type: "security-groups:waldur:SecurityGroup", properties: { rules: [] } } },
  });
  await stack.command("config", "set", "--path", "pulumi:autonaming.pattern", "team-${name}");
  succeeded(await stack.up());
  expect(names()).toEqual(["default", "team-web"]);
  await stack.command("config", "rm", "pulumi:autonaming");
  // A setting that is changed later renames nothing.
  succeeded(await stack.up({ expectNoChanges: true }));
});
