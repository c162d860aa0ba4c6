import * as pulumi from "@pulumi/pulumi";
import { Cloud } from "../../components/cloud";
import { expressed, policyRules, type Policy } from "../../components/policy-rules";

const policy = {
  description: "public web servers",
  ingress: [
    { https: true, fromAnywhere: true, description: "customers" },
    { ssh: true, fromMembers: true, fromCidrs: ["203.0.113.0/24", "2001:db8::/32"] },
    { ipsec: true, fromCidrs: ["198.51.100.7/32"] },
  ],
  egress: [
    { tcp: ["8080"], toMembers: true },
    { everything: true, toAnywhere: true },
  ],
} satisfies Policy;

const on = (cloud: Cloud, what: Policy) => expressed(policyRules(what).rules, { cloud, ...what });
const places = ({ rules }: ReturnType<typeof on>) => rules.map(({ at }) => at);

test("e24cloud has no groups, no IPv6 and no descriptions", () => {
  const expression = on("e24cloud", policy);
  expect(expression.losses).toEqual([
    "ingress[1] (ssh from this group) is left out: a rule of e24cloud can't name a group; list the addresses of the servers",
    "ingress[1] (ssh from 2001:db8::/32) is left out: e24cloud documents IPv4 addresses only",
    "egress[0] (tcp 8080 to this group) is left out: a rule of e24cloud can't name a group; list the addresses of the servers",
    "e24cloud keeps no descriptions: that of the policy, ingress[0] is left out",
  ]);
  expect(places(expression)).toEqual(["ingress[0]", "ingress[1]", "ingress[2]", "egress[1]"]);
});

test("Waldur has all of it, ESP and AH from a certain release on", () => {
  const expression = on("waldur", policy);
  expect(expression.losses).toEqual([
    "ingress[2] (ipsec from 198.51.100.7/32) needs a Waldur of May 2026 or later, since others refuse ESP and AH",
  ]);
  expect(expression.rules).toEqual(policyRules(policy).rules);
});

test.each(Object.values(Cloud))("on %s nothing is lost of what both have", (cloud) => {
  const plain = {
    ingress: policy.ingress.slice(2).map((entry) => ({ ...entry, ipsec: false, https: true })),
  };
  expect(on(cloud, plain)).toEqual({ rules: policyRules(plain).rules, losses: [] });
});

test("an address that is not known yet is taken as it is", () => {
  const unknown = { ingress: [{ https: true, fromCidrs: [pulumi.output("2001:db8::/32")] }] };
  expect(on("e24cloud", unknown)).toEqual({ rules: policyRules(unknown).rules, losses: [] });
});

test("nothing listed is nothing allowed", () => {
  expect(policyRules({})).toEqual({ rules: [], problems: [] });
});

test("every entry is checked, at its own place", () => {
  const wrong = {
    ingress: [{ https: true, fromAnywhere: true }, { https: true }],
    egress: [{ toAnywhere: true }],
  };
  expect(policyRules(wrong).problems).toEqual([
    "ingress[1] names no source: set one, such as fromAnywhere or fromCidrs",
    "egress[0] names no traffic: set a service such as https, tcp, udp, ping or everything",
  ]);
});
