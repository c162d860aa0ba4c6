import * as pulumi from "@pulumi/pulumi";
import { getFirewallGroup, getFirewallGroups } from "../../../provider/e24cloud/lookups";
import { lookIn } from "../lookups";
import { group, https, type Scenarios } from "./stage";

/** What programs look up. */
export const lookups: Scenarios = {
  lookups: {
    run: async ({ stack, recording, sandbox }) => {
      await stack.up({ web: group({ rules: [https] }), db: group({ rules: [] }) });
      const id = stack.id("web");
      pulumi.runtime.setAllConfig(stack.settings);
      const look = lookIn(recording);
      await look("by id", () => getFirewallGroup({ id }));
      await look("by name", () => getFirewallGroup({ name: "web" }));
      await look("no id", () => getFirewallGroup({ id: "24e12e20-0851-5354-e2c3-04b16c4c9c45" }));
      await look("no uuid", () => getFirewallGroup({ id: "web" }));
      await look("no name", () => getFirewallGroup({ name: "nothing" }));
      sandbox.secondWriter.create("web");
      await look("two of a name", () => getFirewallGroup({ name: "web" }));
      await look("groups", () => getFirewallGroups({ name: "e" }));
      for (const status of [401, 403, 503]) {
        sandbox.faults.add({ answer: { status } });
        await look(`with ${status}`, () => getFirewallGroup({ id }));
      }
    },
  },
};
