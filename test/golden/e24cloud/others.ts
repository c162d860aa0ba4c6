import { group, https, safe, type Scenarios, ssh, web } from "./stage";

/** Groups that exist already, and who else has them or uses them. */
export const others: Scenarios = {
  "taken names": {
    run: async ({ stack, sandbox }) => {
      const { id } = sandbox.secondWriter.create("web");
      await stack.preview(web({ rules: [https] }));
      sandbox.secondWriter.change(id, "group-add-rule", {
        direction: "IN",
        protocol: "TCP",
        min_port: 22,
        max_port: 22,
      });
      await stack.preview(web({ rules: [https] }));
      await stack.up(web({ rules: [https] }));
      sandbox.secondWriter.create("web");
      await stack.up(web({ rules: [https] }));
      await stack.up(web({ rules: [https], adopt: true }));
      await stack.up({ db: group({ rules: [] }), copy: group({ name: "db", rules: [] }) });
    },
  },
  "an empty group of that name": {
    run: async ({ stack, sandbox }) => {
      sandbox.secondWriter.create("web");
      await stack.preview(web({ rules: [https] }));
      await stack.up(web({ rules: [https] }));
      sandbox.secondWriter.create("db");
      await stack.up({ db: group({ rules: [ssh] }) });
    },
  },
  adoption: {
    run: async ({ stack, sandbox, servers }) => {
      const { id } = sandbox.secondWriter.create("web");
      sandbox.secondWriter.change(id, "group-add-rule", {
        direction: "IN",
        protocol: "TCP",
        min_port: 22,
        max_port: 22,
      });
      sandbox.secondWriter.change(id, "group-attach-vm", { id: servers[0] });
      await stack.preview(web({ rules: safe, adopt: true }));
      await stack.preview(web({ rules: safe, adopt: id, virtualMachines: [], exclusiveMembers: true }));
      await stack.up(web({ rules: safe, adopt: true }));
      await stack.up({ ...web({ rules: safe, adopt: true }), again: group({ name: "web", adopt: true }) });
      await stack.up({ ...web({ rules: safe, adopt: true }), again: group({ adopt: stack.id("web") }) });
      await stack.up({ ...web({ rules: safe, adopt: true }), fresh: group({ adopt: true, rules: [ssh] }) });
      await stack.up({ wrong: group({ adopt: "24e12e20-0851-5354-e2c3-04b16c4c9c45" }) });
      await stack.destroy();
    },
  },
  "in use": {
    options: { inUse: "reject" },
    run: async ({ stack, sandbox, servers }) => {
      await stack.up(web({ rules: safe, active: false }));
      sandbox.secondWriter.change(stack.id("web"), "group-attach-vm", { id: servers[0] });
      await stack.destroy();
      await stack.up(web({ rules: safe, active: false, virtualMachines: [], exclusiveMembers: true }));
      await stack.destroy();
    },
  },
};
