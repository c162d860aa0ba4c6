import * as pulumi from "@pulumi/pulumi";
import { lookupSettings } from "../../../provider/engine/lookups";
import { Provider } from "../../../provider/provider";

class Component extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super("test:index:Component", name, {}, options);
  }
}

beforeAll(() =>
  pulumi.runtime.setMocks({
    call: ({ inputs }) => inputs as Record<string, unknown>,
    newResource: ({ name, inputs }) => ({ id: `${name}_id`, state: inputs as Record<string, unknown> }),
  }),
);

const tenantOf = async (options: Parameters<typeof lookupSettings>[0]) =>
  new Promise((resolve) => lookupSettings(options).apply((settings) => resolve(settings?.["waldur:tenant"])));

test("a lookup uses the account of its provider, else of its parent, else of the stack", async () => {
  const [mine, other] = ["mine", "other"].map((tenant) => new Provider(tenant, { waldur: { tenant } }));
  if (mine === undefined || other === undefined) throw new Error("no providers");
  const component = new Component("parent", { providers: [mine] });
  expect(await tenantOf({ parent: component })).toBe("mine");
  expect(await tenantOf({ parent: new Component("child", { parent: component }) })).toBe("mine");
  expect(await tenantOf({ parent: component, provider: other })).toBe("other");
  expect(await tenantOf({ parent: new Component("alone") })).toBeUndefined();
  expect(await tenantOf({})).toBeUndefined();
});
