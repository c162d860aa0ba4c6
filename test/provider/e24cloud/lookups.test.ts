import * as pulumi from "@pulumi/pulumi";
import { Provider } from "../../../provider";
import {
  getFirewallGroup,
  getFirewallGroupOutput,
  getFirewallGroups,
  getFirewallGroupsOutput,
  type RulesInput,
} from "../../../provider/e24cloud";
import { readRules } from "../../../provider/rules/rule-map";
import { ruleReader } from "../../../provider/e24cloud/rule/parse";
import { useEmulator } from "./emulator";

const emulator = useEmulator();
let environment: NodeJS.ProcessEnv;

beforeEach(async () => {
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: ({ inputs }: { inputs: object }) => ({ id: "", state: inputs }),
  });
  environment = { ...process.env };
});
afterEach(() => {
  process.env = environment;
});

async function startAsStackAccount(options = {}): Promise<void> {
  await emulator.start(options);
  const { endpoint, apiKey, apiSecret } = emulator.sandbox;
  Object.assign(process.env, {
    E24CLOUD_ENDPOINT: endpoint,
    E24CLOUD_API_KEY: apiKey,
    E24CLOUD_API_SECRET: apiSecret,
  });
}

const valueOf = <T>(output: pulumi.Output<T>) => new Promise((resolve) => output.apply(resolve));

test.each(["documented", "strict", "lenient", "hostile"])(
  "groups are found on the server %s",
  async (profile) => {
    await startAsStackAccount({ profile, defaultRules: "none" });
    const { id } = emulator.sandbox.secondWriter.create("web");
    emulator.sandbox.secondWriter.change(id, "group-add-rule", { direction: "OUT" });
    emulator.sandbox.secondWriter.create("empty");
    const web = await getFirewallGroup({ name: "web" });
    expect(web).toMatchObject({
      id,
      name: "web",
      users: [],
      rules: { "egress any to anywhere": { direction: "OUT" } },
    });
    expect(await getFirewallGroup({ id: id.toUpperCase() })).toEqual(web);
    expect((await getFirewallGroups()).map(({ name }) => name).toSorted()).toEqual(["empty", "web"]);
  },
);

test("none or several of a name are reported", async () => {
  await startAsStackAccount();
  await expect(getFirewallGroup({ name: "web" })).rejects.toThrow(
    'there is no firewall group with the name "web"',
  );
  const ids = ["web", "web"].map((name) => emulator.sandbox.secondWriter.create(name).id);
  await expect(getFirewallGroup({ name: "web" })).rejects.toThrow(`look up one by its id: ${ids.join(", ")}`);
  const unknown = "24e12e20-0851-5354-e2c3-04b16c4c9c45";
  await expect(getFirewallGroup({ id: unknown })).rejects.toThrow(
    `there is no firewall group with the id ${unknown}`,
  );
});

test("a failure says what was looked up, why, and what to do, as operations do", async () => {
  await startAsStackAccount();
  Object.assign(process.env, { E24CLOUD_API_SECRET: "wrong", E24CLOUD_MAX_RETRIES: "0" });
  await expect(getFirewallGroup({ name: "web" })).rejects.toThrow(
    /^look up firewall group "web": .* Check both: pulumi config set e24cloud:apiKey, pulumi config set --secret e24cloud:apiSecret\.$/,
  );
  process.env["E24CLOUD_ENDPOINT"] = "http://127.0.0.1:1";
  await expect(getFirewallGroups()).rejects.toThrow(
    /^look up firewall groups: .*Check e24cloud:endpoint, or leave it out and set e24cloud:region\.$/,
  );
});

test("groups by parts of their names, and no unknown filter", async () => {
  await startAsStackAccount();
  for (const name of ["web", "webmail", "db"]) emulator.sandbox.secondWriter.create(name);
  const names = async (args: object) => (await getFirewallGroups(args)).map(({ name }) => name).toSorted();
  expect(await names({ name: "WEB" })).toEqual(["web", "webmail"]);
  expect(await names({ nameExact: "web" })).toEqual(["web"]);
  await expect(names({ tenant: "web" })).rejects.toThrow(/look up firewall groups: .*tenant/);
});

test("rules that are found have the server's ids, and can be given to a resource", async () => {
  await startAsStackAccount({ defaultRules: "none" });
  const { id } = emulator.sandbox.secondWriter.create("web");
  const told = { direction: "IN", protocol: "TCP", min_port: 22, max_port: 22, src_address: "10.0.0.0/8" };
  emulator.sandbox.secondWriter.change(id, "group-add-rule", told);
  const { rules } = await getFirewallGroup({ id });
  const key = "ingress tcp 22 from 10.0.0.0/8";
  expect(rules).toMatchObject({ [key]: { id: expect.anything() as unknown, minPort: 22 } });
  const forms: RulesInput[] = [rules, Object.values(rules)];
  for (const form of forms) {
    const read = readRules(form, ruleReader);
    expect(read.problems).toEqual([]);
    expect(read.rules).toEqual({
      [key]: { direction: "IN", protocol: "TCP", minPort: 22, maxPort: 22, srcAddress: "10.0.0.0/8" },
    });
  }
});

test("with outputs, in the account of a provider, nothing found is secret", async () => {
  await emulator.start();
  const { endpoint, apiKey, apiSecret } = emulator.sandbox;
  const { id } = emulator.sandbox.secondWriter.create("web");
  const provider = new Provider("second", {
    e24cloud: { endpoint, apiKey, apiSecret: pulumi.secret(apiSecret) },
  });
  const found = getFirewallGroupOutput({ name: pulumi.output("web") }, { provider });
  expect(await valueOf(found.id)).toBe(id);
  expect(await pulumi.isSecret(found)).toBe(false);
  expect(await valueOf(getFirewallGroupsOutput({ name: "W" }, { provider }))).toHaveLength(1);
});
