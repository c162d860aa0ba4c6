import * as waldur from "pulumi-security-groups/waldur";

/** The groups of the application. A function, so that the tests can make them too. */
export function firewall(offices: string[]) {
  const web = new waldur.SecurityGroup("web", {
    rules: [...waldur.allow.https(), ...waldur.allow.ssh({ from: offices }), ...waldur.allow.egress()],
  });
  const database = new waldur.SecurityGroup("database", {
    rules: [...waldur.allow.postgresql({ from: [web, "self"] }), ...waldur.allow.postgresql({ to: "self" })],
  });
  return { web, database };
}
