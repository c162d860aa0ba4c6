import { e24cloudRules } from "../../components/e24cloud-rules";
import { policyRules } from "../../components/policy-rules";
import type { IngressArgs } from "../../components";
import { waldurRules } from "../../components/waldur-rules";
import { serviceNames } from "../../provider/net/services";
import { startE24cloudSandbox } from "../../sandbox/e24cloud";
import { ManagedGroup } from "../provider/e24cloud/managed-group";
import { crudFor, enforced, settingsFor, ManagedResource, startSandbox } from "../provider/waldur/sandbox";

// Half of the services open to the world is worth warnings, which are not the point here.
beforeAll(() => jest.spyOn(console, "log").mockReturnValue());
afterAll(() => jest.restoreAllMocks());

const network = ["203.0.113.0/24"];
/** Every service by itself, both ways, next to what is not a service. */
const entries = [...serviceNames, "ping", "everything"].map((name): IngressArgs => ({ [name]: true }));
const policyWithout = (...left: string[]) => {
  const kept = entries.filter((entry) => Object.keys(entry).every((name) => !left.includes(name)));
  const { rules, problems } = policyRules({
    ingress: kept.map((entry) => ({ ...entry, fromCidrs: network, fromAnywhere: true })),
    egress: kept.map((entry) => ({ ...entry, toCidrs: network, toAnywhere: true })),
  });
  expect(problems).toEqual([]);
  return rules;
};

async function onWaldur(numericProtocols: boolean, rules: ReturnType<typeof policyWithout>) {
  const sandbox = await startSandbox({ numericProtocols });
  try {
    const stack = new ManagedResource(crudFor(settingsFor(sandbox)));
    await stack.up({ rules: rules.flatMap(waldurRules) });
    return { stack, enforced: enforced(sandbox, stack.state?.id ?? "") };
  } finally {
    await sandbox.close();
  }
}

test("a newer Waldur takes the rules of every service", async () => {
  const { stack, enforced } = await onWaldur(true, policyWithout());
  expect(enforced).toHaveLength(Object.keys(stack.state?.inputs["rules"] ?? {}).length);
  expect(enforced).toEqual(expect.arrayContaining(["ingress IPv4 tcp 22-22 203.0.113.0/24"]));
});

test("an older Waldur takes all but ipsec, which it refuses with the reason", async () => {
  const { enforced } = await onWaldur(false, policyWithout("ipsec"));
  expect(enforced.length).toBeGreaterThan(4 * serviceNames.length);
  const refused = onWaldur(false, policyWithout(...serviceNames.filter((name) => name !== "ipsec")));
  await expect(refused).rejects.toThrow(/egress IPv4 (esp|ah) to .*protocol/i);
});

test("e24cloud takes the rules of every service", async () => {
  const sandbox = await startE24cloudSandbox();
  try {
    const group = new ManagedGroup(sandbox);
    await group.up({ rules: policyWithout().flatMap(e24cloudRules) });
    const [real] = sandbox.secondWriter.groups().filter(({ id }) => id === group.id);
    expect(real?.rules).toHaveLength(Object.keys(group.state?.inputs["rules"] ?? {}).length);
  } finally {
    await sandbox.close();
  }
});
