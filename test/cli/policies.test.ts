import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { lintPolicies } from "../../cli/lint/policies";

/** What the policies say of a resource, each with its name and level. */
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
  "%s: every finding is told, and those that are forbidden are mandatory",
  async (type) => {
    expect(await said(lintPolicies({ forbid: ["open-ssh"] }), type, { rules })).toEqual([
      'mandatory open-ssh: web: "ingress IPv4 tcp 22 from 0.0.0.0/0" opens ssh to the world: name the networks that need it.',
      'advisory shadowed: web: "ingress IPv4 tcp 443 from 10.1.0.0/16" is redundant: "ingress IPv4 tcp 443 from 10.0.0.0/8" allows all of it.',
    ]);
  },
);

test("rules of e24cloud too", async () => {
  const type = "pulumi-nodejs:dynamic/e24cloud:FirewallGroup";
  const props = { rules: { "ingress tcp 5432 from anywhere": {} } };
  expect(await said(lintPolicies({ ignore: ["open-database"] }), type, props)).toEqual([
    'disabled open-database: web: "ingress tcp 5432 from anywhere" opens postgresql to the world: name the networks that need it.',
  ]);
});

test("of secret rules nothing but the kind is told, and other resources are nobody's business", async () => {
  const secret = { rules, secretInputs: ["rules.peers"] };
  const told = await said(lintPolicies(), "security-groups:waldur:SecurityGroup", secret);
  expect(told).toEqual([
    "advisory open-ssh: web: A rule opens SSH to the world.",
    "advisory shadowed: web: Another rule allows all that a rule does.",
  ]);
  expect(await said(lintPolicies(), "random:index:RandomId", { rules })).toEqual([]);
});
