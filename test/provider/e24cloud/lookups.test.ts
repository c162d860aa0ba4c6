import * as pulumi from "@pulumi/pulumi";
import { Provider } from "../../../provider";
import {
  getFirewallGroup,
  getFirewallGroupOutput,
  getFirewallGroups,
  getFirewallGroupsOutput,
} from "../../../provider/e24cloud";
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

test("none or several of a name are told", async () => {
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
  expect(await valueOf(getFirewallGroupsOutput({ provider }))).toHaveLength(1);
});
