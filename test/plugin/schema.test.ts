import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Output, runtime } from "@pulumi/pulumi";
import * as components from "../../components";
import { PackageSchema } from "../../plugin/schema";
import { serviceNames } from "../../provider/net/services";
import * as e24cloud from "../../provider/e24cloud";
import * as waldur from "../../provider/waldur";
import { packageSchema } from "../../scripts/schema/package-schema";

const schema = packageSchema({ version: "1.2.3", description: "d", license: "Apache-2.0", keywords: [] });

beforeAll(async () => {
  await runtime.setMocks({
    call: () => ({}),
    newResource: ({ inputs }) => ({ id: "1", state: inputs as object }),
  });
});

/** Values of every input, of any type. */
const filled = (inputs: object) => Object.fromEntries(Object.keys(inputs).map((name) => [name, "text"]));

/** What the classes give every resource, and what only the other provider mode needs. */
const INTERNAL = ["urn", "id", "timeouts", "secretInputs", "__context", "__provider"];

const outputsOf = (resource: object) =>
  Object.entries(resource).flatMap(([name, value]) =>
    Output.isInstance(value) && !INTERNAL.includes(name) ? [name] : [],
  );

const classes = {
  "security-groups:waldur:SecurityGroup": (args: object) => new waldur.SecurityGroup("a", args),
  "security-groups:waldur:SecurityGroupRules": (args: object) =>
    new waldur.SecurityGroupRules("a", { securityGroup: "", rules: [], ...args }),
  "security-groups:waldur:SecurityGroupAttachment": (args: object) =>
    new waldur.SecurityGroupAttachment("a", { ...args, securityGroups: [] }),
  "security-groups:e24cloud:FirewallGroup": (args: object) => new e24cloud.FirewallGroup("a", args),
};

test.each(Object.entries(classes))(
  "%s has every input and output of its class, and no other",
  (type, make) => {
    const { inputProperties = {}, properties = {}, aliases } = schema.resources[type] ?? {};
    const made = make({ ...filled(inputProperties), ...("rules" in inputProperties ? { rules: [] } : {}) });
    // `name` of rules is what messages call them.
    const own = outputsOf(made).filter((name) => name !== "name" || name in inputProperties);
    expect(own.sort()).toEqual(
      [...new Set([...Object.keys(inputProperties), ...Object.keys(properties)])].sort(),
    );
    expect(aliases).toEqual([{ type: type.replace("security-groups:", "pulumi-nodejs:dynamic/") }]);
  },
);

test("no resource or component takes timeouts, which are an option: each language refuses them as it refuses any other", () => {
  const takers = Object.entries(schema.resources).filter(
    ([, { inputProperties = {} }]) => "timeouts" in inputProperties,
  );
  expect(takers).toEqual([]);
});

test("it has every resource, component and lookup that the package exports", () => {
  const named = (module: string, exported: object) =>
    Object.entries(exported).flatMap(([name, value]) =>
      typeof value === "function" && /^([A-Z]|get(?!.*Output$))/.test(name)
        ? [`security-groups:${module}:${name}`]
        : [],
    );
  expect([...Object.keys(schema.resources), ...Object.keys(schema.functions)].sort()).toEqual(
    [...named("waldur", waldur), ...named("e24cloud", e24cloud), ...named("index", components)].sort(),
  );
});

test("descriptions are what is written above the arguments, with words and defaults", () => {
  const { inputProperties = {} } = schema.resources["security-groups:waldur:SecurityGroup"] ?? {};
  expect(inputProperties["guard"]?.description).toMatch(
    /^Whether a delete .*\n\nOne of `warn`, `error`\.\n\nDefault: "warn"\.$/,
  );
  expect(inputProperties["rules"]).toMatchObject({
    type: "array",
    items: { $ref: "#/types/security-groups:waldur:Rule" },
  });
  const undescribed = Object.entries(schema.types["security-groups:waldur:Rule"]?.properties ?? {}).filter(
    ([, { description }]) => description === undefined,
  );
  expect(undescribed).toEqual([]);
});

test("rules are a list in a program and a map in state", () => {
  for (const cloud of ["waldur:SecurityGroup", "waldur:SecurityGroupRules", "e24cloud:FirewallGroup"]) {
    const [module = ""] = cloud.split(":");
    const { properties = {}, inputProperties = {} } = schema.resources[`security-groups:${cloud}`] ?? {};
    expect(inputProperties["rules"]?.items).toEqual({ $ref: `#/types/security-groups:${module}:Rule` });
    expect(properties["rules"]?.additionalProperties).toEqual({
      $ref: `#/types/security-groups:${module}:StoredRule`,
    });
  }
});

test("components know all services, and take no outputs where they have to know", () => {
  const ingress = schema.types["security-groups:index:Ingress"]?.properties ?? {};
  expect(Object.keys(ingress)).toEqual(expect.arrayContaining([...serviceNames, "fromAnywhere", "tcp"]));
  expect(ingress["https"]).toMatchObject({ type: "boolean", plain: true });
  expect(ingress["fromCidrs"]?.items).toEqual({ type: "string" });
  expect(ingress["tcp"]?.items?.oneOf).toEqual([{ type: "string" }, { type: "integer" }]);
});

test("secret settings are marked, and the plugin finds all settings and outputs in it", () => {
  const { token } = schema.types["security-groups:index:Waldur"]?.properties ?? {};
  expect(token).toMatchObject({ type: "string", secret: true });
  const read = new PackageSchema(JSON.stringify(schema));
  expect(read.version).toBe("1.2.3");
  expect(read.settings).toContain("waldur:token");
  expect(read.settings).toContain("e24cloud:apiSecret");
  const only = read.outputsOnly("security-groups:waldur:SecurityGroup");
  expect(only).toContain("backendId");
  expect(only).not.toContain("description");
});

/** Names and types, without words. */
const outline = JSON.parse(
  JSON.stringify(
    { resources: schema.resources, functions: schema.functions, types: schema.types },
    (key, value) => (key === "description" && typeof value === "string" ? undefined : (value as unknown)),
  ),
) as unknown;
const fixtures = resolve(__dirname, "../fixtures/schema");

test.each(readdirSync(fixtures))("it still has all that %s has, of the same types", (file) => {
  // A release that adds to the schema keeps another file: RECORD_SCHEMA=1.2.3 npm test -- test/plugin/schema
  expect(outline).toMatchObject(JSON.parse(readFileSync(join(fixtures, file), "utf8")) as object);
});

const recorded = process.env["RECORD_SCHEMA"];
if (recorded !== undefined)
  writeFileSync(join(fixtures, `${recorded}.json`), `${JSON.stringify(outline, null, 2)}\n`);
