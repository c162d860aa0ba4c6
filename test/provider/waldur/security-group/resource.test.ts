import * as pulumi from "@pulumi/pulumi";
import { SecurityGroup, type SecurityGroupArgs, SecurityGroupRules } from "../../../../provider/waldur";

const registered: pulumi.runtime.MockResourceArgs[] = [];
const https = { protocol: "tcp", ports: 443 } as const;

beforeEach(async () => {
  registered.length = 0;
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: (args) => {
      registered.push(args);
      const state = { ...(args.inputs as object), apiUrl: "https://waldur.example.com/api/" };
      return { id: args.id || `${args.name}-id`, state };
    },
  });
});

const valueOf = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));

async function register(args?: SecurityGroupArgs, opts?: pulumi.CustomResourceOptions) {
  const group = new SecurityGroup("web", args, opts);
  await valueOf(group.urn);
  return { group, ...inputsOf("web") };
}

function inputsOf(name: string) {
  const found = registered.find((one) => one.name === name);
  return { type: found?.type, id: found?.id, inputs: found?.inputs as Record<string, unknown> };
}

test("a group has its own type, a name and the one line of code", async () => {
  const { group, type, inputs } = await register();
  expect(type).toBe("pulumi-nodejs:dynamic/waldur:SecurityGroup");
  expect(inputs).toEqual({
    __context: { urn: "urn:pulumi:stack::project::pulumi-nodejs:dynamic/waldur:SecurityGroup::web" },
    __provider: 'exports.handler = () => require("pulumi-security-groups/provider").waldurSecurityGroup;',
  });
  expect(SecurityGroup.isInstance(group)).toBe(true);
  expect(SecurityGroup.isInstance({ __pulumiType: type })).toBe(false);
  expect(await valueOf(group.url)).toBe("https://waldur.example.com/api/openstack-security-groups/web-id/");
});

test("another group is named by its id, with its name for messages, no matter where the rules come from", async () => {
  const { group } = await register();
  const rules = [https, { protocol: "tcp" as const, ports: 22, remoteGroup: group }];
  await valueOf(new SecurityGroup("array", { rules }).urn);
  await valueOf(new SecurityGroup("output", { rules: pulumi.output(true).apply(() => rules) }).urn);
  await valueOf(
    new SecurityGroup("outputs", { rules: rules.map((rule) => pulumi.output(true).apply(() => rule)) }).urn,
  );
  const byId = rules.map((rule) => ("remoteGroup" in rule ? { ...rule, remoteGroup: group.id } : rule));
  await valueOf(new SecurityGroup("id", { rules: byId }).urn);
  const expected = [https, { protocol: "tcp", ports: 22, remoteGroup: "web-id", remoteGroupName: "web" }];
  for (const name of ["array", "output", "outputs", "id"])
    expect(inputsOf(name).inputs["rules"]).toEqual(expected);
});

test.each<[pulumi.CustomResourceOptions, boolean | undefined]>([
  [{}, undefined],
  [{ deleteBeforeReplace: true }, undefined],
  [{ deleteBeforeReplace: false }, true],
  [{ retainOnDelete: true }, true],
])("whether the old group of a replacement keeps its name: %j", async (opts, keepsOld) => {
  const { inputs } = await register({}, opts);
  expect(Object(inputs["__context"])).toHaveProperty("urn");
  expect((inputs["__context"] as { keepsOld?: boolean }).keepsOld).toBe(keepsOld);
});

test("a group whose rules another resource of the program sets makes its check know that", async () => {
  const group = new SecurityGroup("web");
  const rules = new SecurityGroupRules("web-rules", { securityGroup: group, rules: [] });
  await valueOf(rules.urn);
  expect(inputsOf("web").inputs["__context"]).toMatchObject({ rulesElsewhere: true });
});

test("what state keeps in a secret place is an output of its own name", async () => {
  const unmanagedRules = { "ingress IPv4 tcp 22 from 0.0.0.0/0": {} };
  const formerSecrets = { unmanagedRules, secretInputs: ["rules.peers"] };
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: ({ inputs }) => ({ id: "id", state: { ...(inputs as object), formerSecrets } }),
  });
  const group = new SecurityGroup("web");
  expect(await valueOf(group.unmanagedRules)).toEqual(unmanagedRules);
  expect(await valueOf(group.unreturnableRules)).toBeUndefined();
  expect(group).not.toHaveProperty("formerSecrets");
});

test("what is secret is flagged, so that messages can keep quiet", async () => {
  const { inputs } = await register({ rules: [{ ...https, cidr: pulumi.secret("203.0.113.0/24") }] });
  expect(inputs["secretInputs"]).toEqual(["rules.peers"]);
  registered.length = 0;
  const inside = [{ ...https, ports: pulumi.secret(8443) }, pulumi.output({ ...https, description: "web" })];
  const { inputs: ports } = await register({ rules: inside, name: pulumi.secret("hidden") });
  expect(ports["secretInputs"]).toEqual(["name", "rules.ports"]);
  registered.length = 0;
  const { inputs: whole } = await register({ rules: pulumi.secret([https]) });
  expect(whole["secretInputs"]).toEqual(["rules.descriptions", "rules.peers", "rules.ports"]);
  registered.length = 0;
  const { inputs: open } = await register({ rules: [https] });
  expect(open).not.toHaveProperty("secretInputs");
});

test("Pulumi's own timeouts go into the inputs", async () => {
  const { inputs } = await register({}, { customTimeouts: { create: "5m" } });
  expect(inputs["timeouts"]).toEqual({ create: "5m" });
});

test("doubled rules are warned of", async () => {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  await register({ rules: [https, { protocol: "TCP", fromPort: 443, toPort: 443, cidr: "0.0.0.0/0" }] });
  expect(warn).toHaveBeenCalledWith('security group "web": rules[1] says what rules[0] says and is left out');
  warn.mockRestore();
});

test("get reads a group by its id", async () => {
  const group = SecurityGroup.get("theirs", "0f".repeat(16));
  await valueOf(group.urn);
  expect(inputsOf("theirs")).toMatchObject({ id: "0f".repeat(16), inputs: { rules: [] } });
});

describe("SecurityGroupRules", () => {
  test("name their group by its id", async () => {
    const { group } = await register();
    const rules = new SecurityGroupRules("web-rules", { securityGroup: group, rules: [https] });
    await valueOf(rules.urn);
    const { type, inputs } = inputsOf("web-rules");
    expect(type).toBe("pulumi-nodejs:dynamic/waldur:SecurityGroupRules");
    expect(inputs).toEqual({
      __context: {
        urn: "urn:pulumi:stack::project::pulumi-nodejs:dynamic/waldur:SecurityGroupRules::web-rules",
        group: "urn:pulumi:stack::project::pulumi-nodejs:dynamic/waldur:SecurityGroup::web",
      },
      securityGroup: "web-id",
      rules: [https],
      __provider:
        'exports.handler = () => require("pulumi-security-groups/provider").waldurSecurityGroupRules;',
    });
    expect(SecurityGroupRules.isInstance(rules)).toBe(true);
  });
});

test("what follows from arguments and options follows from those that transformations leave", async () => {
  const parent = new pulumi.ComponentResource(
    "test:index:Parent",
    "parent",
    {},
    {
      transformations: [
        ({ props, opts, type }) =>
          type === SecurityGroup.__pulumiType
            ? {
                props: { ...props, rules: [{ ...https, cidr: pulumi.secret("10.0.0.0/8") }] },
                opts: { ...opts, customTimeouts: { create: "7m" }, replaceOnChanges: ["name"] },
              }
            : undefined,
      ],
    },
  );
  const { inputs } = await register({ rules: [https] }, { parent });
  expect(inputs).toMatchObject({
    secretInputs: ["rules.peers"],
    timeouts: { create: "7m" },
    __replaceOnChanges: ["name"],
  });
});

test("a former name counts in the other provider mode too", async () => {
  const { group } = await register({}, { aliases: [{ name: "old" }] });
  const { __aliases: aliases } = group as unknown as { __aliases: pulumi.Output<string>[] };
  const types = ["pulumi-nodejs:dynamic/waldur:SecurityGroup", "security-groups:waldur:SecurityGroup"];
  expect(await Promise.all(aliases.map(valueOf))).toEqual([
    `urn:pulumi:stack::project::${types[0]}::old`,
    `urn:pulumi:stack::project::${types[1]}::web`,
    `urn:pulumi:stack::project::${types[1]}::old`,
  ]);
});
