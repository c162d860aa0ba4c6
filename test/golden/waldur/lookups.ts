import * as pulumi from "@pulumi/pulumi";
import { getSecurityGroup, getSecurityGroups, getTenant } from "../../../provider/waldur/lookups";
import { lookIn } from "../lookups";
import { group, https, type Scenarios } from "./stage";

/** What programs look up. */
export const lookups: Scenarios = {
  lookups: async ({ stack, recording, sandbox }) => {
    await stack.up({ web: group({ rules: [https] }), db: group({ description: "data", rules: [] }) });
    const id = stack.id("web");
    pulumi.runtime.setAllConfig(stack.settings);
    const look = lookIn(recording);
    await look("by id", () => getSecurityGroup({ id }));
    await look("by name", () => getSecurityGroup({ name: "web" }));
    await look("no id", () => getSecurityGroup({ id: "1".repeat(32) }));
    await look("no uuid", () => getSecurityGroup({ id: "web" }));
    await look("no name", () => getSecurityGroup({ name: "nothing" }));
    await look("groups", () => getSecurityGroups({ nameExact: "web", state: ["OK"] }));
    await look("groups by words", () => getSecurityGroups({ query: "data", field: ["id", "name", "rules"] }));
    await look("a uuid", () => getSecurityGroups({ uuid: id, field: ["name"] }));
    await look("a project", () => getSecurityGroups({ project: "Acme" }));
    await look("groups of another tenant", () => getSecurityGroups({ tenant: "2".repeat(32) }));
    await look("a tenant", () => getTenant({ name: "tenant-main" }));
    await look("a tenant by id", () => getTenant({ id: sandbox.tenantUuid }));
    await look("no tenant", () => getTenant({ name: "nothing" }));
    for (const status of [401, 403, 503]) {
      sandbox.faults.add({ answer: { status, body: { detail: "no" } } });
      await look(`with ${status}`, () => getSecurityGroup({ id }));
    }
  },
};
