import { randomUUID } from "node:crypto";
import fc from "fast-check";
import type { RuleMap } from "../../../../../provider/rules/rule-map";
import { possibly, surely } from "../../../../../provider/traffic/explain";
import { covers, intersection } from "../../../../../provider/traffic/set";
import { canonicalAddress, ruleKey, toRuleArgs } from "../../../../../provider/e24cloud/rule/fields";
import type { Rule } from "../../../../../provider/e24cloud/rule/args";
import { knownTraffic } from "../../../../../provider/e24cloud/rule/traffic";
import {
  type E24cloudGroup,
  type E24cloudSandbox,
  type E24cloudSandboxOptions,
  startE24cloudSandbox,
} from "../../../../../sandbox/e24cloud";
import { profileNames } from "../../../../../sandbox/e24cloud/profiles/profiles";
import { arbitraryRules } from "../../arbitrary-rules";
import { ManagedGroup } from "../../managed-group";

/** What rules allow for certain, and what they may allow. */
const readings = [surely, possibly].map(
  (reading) => (rules: RuleMap<Rule> | Rule[]) => reading(Object.values(rules).map(knownTraffic)),
);

/** The rules that a group really has, as the tests' own reading of the sandbox's memory. */
const rulesOf = (group: E24cloudGroup | null | undefined): Rule[] =>
  (group?.rules ?? []).map((rule) => ({
    direction: rule.direction,
    protocol: rule.protocol ?? undefined,
    srcAddress: canonicalAddress(rule.src_address ?? undefined),
    dstAddress: canonicalAddress(rule.dst_address ?? undefined),
    minPort: rule.min_port ?? undefined,
    maxPort: rule.max_port ?? undefined,
    icmpType: rule.icmp_type === null ? undefined : Number(rule.icmp_type),
    icmpCode: rule.icmp_code === null ? undefined : Number(rule.icmp_code),
  }));

let sandbox: E24cloudSandbox;
beforeEach(() => jest.spyOn(console, "log").mockImplementation());
afterEach(async () => {
  jest.restoreAllMocks();
  await sandbox.close();
});

const from = (srcAddress: string): Rule => ({
  direction: "IN",
  protocol: "TCP",
  minPort: 22,
  maxPort: 22,
  srcAddress,
});
const asMap = (rules: Rule[]) => Object.fromEntries(rules.map((rule) => [ruleKey(rule), rule]));

test("a rule that may admit IPv6 is not a reason to take away one that does", async () => {
  sandbox = await startE24cloudSandbox({ apiKey: randomUUID(), defaultRules: "none" });
  const wide: Rule = { direction: "IN", protocol: "TCP", minPort: 20, maxPort: 30 };
  const group = new ManagedGroup(sandbox);
  // An update that turns the old rule into the first new one would leave IPv6 to the wide rule for a moment.
  await change(
    group,
    asMap([wide, from("::/0")]),
    asMap([wide, from("198.51.100.0/24"), from("2001:db8::/32")]),
  );
});

test("a firewall that goes off does so before its rules go", async () => {
  sandbox = await startE24cloudSandbox({ apiKey: randomUUID() });
  const group = new ManagedGroup(sandbox);
  const https = { protocol: "tcp", ports: 443 };
  await group.up({ rules: [https], active: true });
  sandbox.history.clear();
  await group.up({ rules: [], active: false });
  const steps = sandbox.history.steps(group.id);
  expect(steps.at(-1)?.after).toMatchObject({ active: false, rules: [] });
  expect(steps.filter(({ after }) => after?.active === true && after.rules.length === 0)).toEqual([]);
});

let made = 0;

/** Changes a group with old rules to new ones, and shows how many calls updates have saved. */
async function change(group: ManagedGroup, old: RuleMap<Rule>, wanted: RuleMap<Rule>): Promise<number> {
  made += 1;
  const name = `random ${made}`;
  await group.up({ rules: Object.values(old).map(toRuleArgs), name });
  const before = sandbox.history.steps(group.id).length;
  await group.up({ rules: Object.values(wanted).map(toRuleArgs), name });
  const steps = sandbox.history.steps(group.id).slice(before);
  for (const allowed of readings) {
    const common = intersection(allowed(old), allowed(wanted));
    for (const { after, operation } of steps) {
      const now = rulesOf(after);
      if (!covers(allowed(now), common))
        throw new Error(`${operation} opens a gap: ${now.map(ruleKey).join("; ")}`);
    }
  }
  const last = rulesOf(sandbox.secondWriter.groups().find(({ id }) => id === group.id));
  expect(last.map(ruleKey).toSorted()).toEqual(Object.keys(wanted).toSorted());

  const gone = Object.keys(old).filter((key) => !Object.hasOwn(wanted, key));
  const added = Object.keys(wanted).filter((key) => !Object.hasOwn(old, key));
  expect(steps.length).toBeLessThanOrEqual(gone.length + added.length);
  return gone.length + added.length - steps.length;
}

const servers: [string, E24cloudSandboxOptions][] = [
  ...profileNames.map((profile): [string, E24cloudSandboxOptions] => [profile, { profile }]),
  // What is left out stays, and null counts as left out: nothing can be cleared by an update.
  ["that merges and ignores null", { update: "merge", nullInputs: "ignore" }],
];

test.each(servers)(
  "random rules become others without a gap and without needless calls on the server %s",
  async (_name, options) => {
    sandbox = await startE24cloudSandbox({ ...options, apiKey: randomUUID(), defaultRules: "none" });
    let saved = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryRules(6), arbitraryRules(6), async (old, wanted) => {
        saved += await change(new ManagedGroup(sandbox), old, wanted);
      }),
      // In the first, one update does the work of two calls, whatever the random ones are.
      { numRuns: 8, examples: [[asMap([from("198.51.100.0/24")]), asMap([from("203.0.113.0/24")])]] },
    );
    expect(saved).toBeGreaterThan(0);
  },
);
