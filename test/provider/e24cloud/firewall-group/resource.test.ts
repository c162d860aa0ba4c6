import * as pulumi from "@pulumi/pulumi";
import { FirewallGroup, type FirewallGroupArgs } from "../../../../provider/e24cloud";

const registered: pulumi.runtime.MockResourceArgs[] = [];
const https = { protocol: "tcp", ports: 443 } as const;

beforeEach(async () => {
  registered.length = 0;
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: (args) => {
      registered.push(args);
      return { id: `${args.name}-id`, state: args.inputs as object };
    },
  });
});

async function register(args?: FirewallGroupArgs, opts?: pulumi.CustomResourceOptions) {
  const group = new FirewallGroup("web", args, opts);
  await new Promise((resolve) => group.urn.apply(resolve));
  const inputs = registered[0]?.inputs as Record<string, unknown>;
  return { group, type: registered[0]?.type, inputs };
}

test("a group has its own type, a name and the one line of code", async () => {
  const { group, type, inputs } = await register();
  expect(type).toBe("pulumi-nodejs:dynamic/e24cloud:FirewallGroup");
  expect(inputs).toEqual({
    __context: { urn: "urn:pulumi:stack::project::pulumi-nodejs:dynamic/e24cloud:FirewallGroup::web" },
    __provider: 'exports.handler = () => require("pulumi-security-groups/provider").e24cloudFirewallGroup;',
  });
  expect(FirewallGroup.isInstance(group)).toBe(true);
  expect(FirewallGroup.isInstance({ __pulumiType: type })).toBe(false);
});

test("what is secret is flagged, so that messages can keep quiet", async () => {
  const { inputs } = await register({
    rules: [{ ...https, srcAddress: pulumi.secret("203.0.113.0/24") }],
    users: [pulumi.secret("24e12e20-0851-5354-e2c3-04b16c4c9c45")],
  });
  expect(inputs).toMatchObject({ secretInputs: ["rules.peers", "users"] });
  registered.length = 0;
  const { inputs: open } = await register({ rules: [https] });
  expect(open).not.toHaveProperty("secretInputs");
});

test("Pulumi's own timeouts go into the inputs", async () => {
  const { inputs } = await register({}, { customTimeouts: { create: "5m" } });
  expect(inputs.timeouts).toEqual({ create: "5m" });
});

test("doubled rules are warned of", async () => {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  await register({ rules: [https, { protocol: "TCP", minPort: 443, maxPort: 443 }] });
  expect(warn).toHaveBeenCalledWith('firewall group "web": rules[1] says what rules[0] says and is left out');
  warn.mockRestore();
});

test("get reads a group by its id", async () => {
  const group = FirewallGroup.get("theirs", "24e12e20-0851-5354-e2c3-04b16c4c9c45");
  await new Promise((resolve) => group.urn.apply(resolve));
  expect(registered[0]).toMatchObject({ id: "24e12e20-0851-5354-e2c3-04b16c4c9c45", name: "theirs" });
});

test("import is refused in one sentence that names adopt", () => {
  const id = "24e12e20-0851-5354-e2c3-04b16c4c9c45";
  expect(() => new FirewallGroup("web", {}, { import: id })).toThrow(
    new RegExp(`^"web": a dynamic resource cannot be imported\\. Leave import out and set adopt: "${id}"`),
  );
});
