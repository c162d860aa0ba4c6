import type { ResourceValidationArgs, ResourceValidationPolicy, StackValidationArgs } from "@pulumi/policy";
import { lintPolicies } from "../../cli/lint/policies";

/** What the policies say about a resource, each with its name and level. */
async function said(
  policies: readonly ResourceValidationPolicy[],
  type: string,
  props: Record<string, unknown>,
) {
  const resource = { type, props, name: "web", urn: "urn", opts: {} } as unknown as ResourceValidationArgs;
  const violations: string[] = [];
  for (const { name, enforcementLevel, validateResource } of policies) {
    for (const validate of [validateResource ?? []].flat())
      await validate(resource, (message) => violations.push(`${enforcementLevel} ${name}: ${message}`));
  }
  return violations;
}

const rules = {
  "ingress IPv4 tcp 22 from 0.0.0.0/0": {},
  "ingress IPv4 tcp 443 from 10.0.0.0/8": { description: "inside" },
  "ingress IPv4 tcp 443 from 10.1.0.0/16": {},
};

test.each(["pulumi-nodejs:dynamic/waldur:SecurityGroup", "security-groups:waldur:SecurityGroupRules"])(
  "%s: every finding is reported, and those that are forbidden are mandatory",
  async (type) => {
    expect(await said(lintPolicies({ forbid: ["open-ssh"] }), type, { rules })).toEqual([
      'mandatory open-ssh: web: "ingress IPv4 tcp 22 from 0.0.0.0/0" opens ssh to the world: name the networks that need it.',
      'advisory shadowed: web: "ingress IPv4 tcp 443 from 10.1.0.0/16" is redundant: "ingress IPv4 tcp 443 from 10.0.0.0/8" allows all of it.',
    ]);
  },
);

const E24CLOUD = "pulumi-nodejs:dynamic/e24cloud:FirewallGroup";

test("rules of e24cloud too, and those that it adds by itself and keeps", async () => {
  const props = { rules: { "ingress tcp 5432 from anywhere": {} }, defaultRules: "remove" };
  const policies = lintPolicies({ ignore: ["open-database"] });
  const database =
    'disabled open-database: web: "ingress tcp 5432 from anywhere" opens postgresql to the world: name the networks that need it.';
  expect(await said(policies, E24CLOUD, props)).toEqual([database]);
  const kept =
    'advisory open-ssh: web: "ingress tcp 22 from anywhere", which the program does not have, opens ssh to the world: remove it, or add what is needed to the program.';
  expect(await said(policies, E24CLOUD, { ...props, defaultRules: "keep" })).toEqual([kept, database]);
});

test("a firewall that is off", async () => {
  expect(await said(lintPolicies(), E24CLOUD, { rules: {}, defaultRules: "remove", active: false })).toEqual([
    "advisory firewall-off: web: its firewall is off, so all traffic is allowed: set active: true.",
  ]);
});

describe("of the outputs of a whole stack", () => {
  const inStack = async (type: string, props: Record<string, unknown>) => {
    const violations: string[] = [];
    const resources = [{ type, props, name: "web", urn: "urn" }];
    for (const { name, validateStack } of lintPolicies())
      await validateStack({ resources } as unknown as StackValidationArgs, (message, urn) =>
        violations.push(`${name} ${String(urn)}: ${message}`),
      );
    return violations;
  };
  const WALDUR = "security-groups:waldur:SecurityGroup";

  test("the rules that the program does not have", async () => {
    const unmanagedRules = {
      "ingress IPv4 tcp 5432 from 0.0.0.0/0": {},
      "ingress IPv4 all from 10.0.0.0/8": {},
    };
    expect(await inStack(WALDUR, { rules, unmanagedRules })).toEqual([
      'open-database urn: web: "ingress IPv4 tcp 5432 from 0.0.0.0/0", which the program does not have, opens postgresql to the world: remove it, or add what is needed to the program.',
      'unknown-rule urn: web: "ingress IPv4 all from 10.0.0.0/8", which the program does not have, has unknown values and may open everything: check it in the cloud.',
    ]);
    const secretInputs = ["rules.peers"];
    for (const secret of [
      { rules, unmanagedRules, secretInputs },
      // What is no longer secret in the program may have been so.
      { rules, formerSecrets: { unmanagedRules, secretInputs } },
    ]) {
      expect(await inStack(WALDUR, secret)).toEqual([
        "open-database urn: web: A rule opens a database to the world.",
        "unknown-rule urn: web: A rule has unknown values: it may open everything.",
      ]);
    }
  });

  test("nothing that each group reports already, and nothing about what is not known yet", async () => {
    expect(await inStack(WALDUR, { rules })).toEqual([]);
    const kept = { "ingress tcp 22 from anywhere": {} };
    expect(await inStack(E24CLOUD, { rules: {}, unmanagedRules: kept, defaultRules: "keep" })).toEqual([]);
    const unknown = {
      get unmanagedRules(): unknown {
        throw new Error("it is not known");
      },
    };
    expect(await inStack(WALDUR, unknown)).toEqual([]);
  });
});

test("of secret rules nothing but the kind is reported, and other resources are left out", async () => {
  const secret = { rules, secretInputs: ["rules.peers"] };
  const told = await said(lintPolicies(), "security-groups:waldur:SecurityGroup", secret);
  expect(told).toEqual([
    "advisory open-ssh: web: A rule opens SSH to the world.",
    "advisory shadowed: web: Another rule allows everything that a rule does.",
  ]);
  expect(await said(lintPolicies(), "random:index:RandomId", { rules })).toEqual([]);
});
