import { group, https, safe, type Scenarios, ssh, web } from "./stage";

/** What works. */
export const life: Scenarios = {
  headers: {
    run: async ({ stack, recording }) => {
      recording.showsHeaders = true;
      await stack.up(web({ rules: [https] }));
    },
  },
  "a life": {
    run: async ({ stack, servers }) => {
      const args = { rules: [...safe, ssh], virtualMachines: servers.slice(0, 1), active: true };
      await stack.preview(web(args));
      await stack.up(web(args));
      await stack.preview(web({ ...args, rules: [ssh, ...safe] }));
      await stack.up(web({ ...args, virtualMachines: servers.slice(1, 2), exclusiveMembers: true }));
      await stack.refresh();
      await stack.up(web({ ...args, active: false }));
      await stack.destroy();
    },
  },
  "edits of rules": {
    options: { defaultRules: "none" },
    run: async ({ stack }) => {
      const edits = [
        [https, ssh],
        // An order and a spelling.
        [ssh, { protocol: "TCP", minPort: 443, maxPort: 443, direction: "IN" }],
        // A range that widens, and one that narrows.
        [https, { ...ssh, ports: "20-30" }],
        [https, { ...ssh, ports: "22-25" }],
        // Another source, and a destination as well.
        [https, { ...ssh, srcAddress: "198.51.100.0/24", dstAddress: "10.0.0.7" }],
        // All kinds of rules.
        [
          https,
          { protocol: "udp", ports: "8000-8100", cidrs: ["10.0.0.0/8", "2001:db8::/32"] },
          { protocol: "icmp", icmpType: 8, icmpCode: 0, srcAddress: "10.0.0.0/8" },
          { direction: "OUT", protocol: "tcp", ports: 25, dstAddress: "10.0.0.0/8" },
          { direction: "OUT" },
        ],
        [],
      ];
      for (const rules of edits) {
        await stack.preview(web({ rules }));
        await stack.up(web({ rules }));
      }
    },
  },
  "other inputs": {
    run: async ({ stack, sandbox }) => {
      const [user = ""] = sandbox.users;
      await stack.up(web({ rules: [https] }));
      await stack.up(web({ rules: [https], users: [user], resources: sandbox.resources.slice(0, 1) }));
      await stack.up(web({ rules: [https], users: [], guard: "error", timeouts: { update: "5m" } }));
      await stack.up(web({ rules: [https], active: true }));
      await stack.up(web({ rules: [https] }));
      await stack.up(web({}));
      await stack.up(web({ rules: [] }));
      await stack.up(web({ name: "front", rules: [https] }));
      await stack.up({});
    },
  },
  "default rules": {
    run: async ({ stack }) => {
      await stack.up(web({ rules: [https], active: true, defaultRules: "keep" }));
      await stack.refresh();
      await stack.preview(web({ rules: [https], active: true }));
      await stack.up(web({ rules: [https], active: true }));
      await stack.up(web({ active: true }));
    },
  },
  imports: {
    run: async ({ stack, servers }) => {
      await stack.up(web({ rules: [https, ssh], virtualMachines: servers.slice(0, 1) }));
      await stack.import("imported", "e24cloudFirewallGroup", stack.id("web"));
      await stack.import("gone", "e24cloudFirewallGroup", "24e12e20-0851-5354-e2c3-04b16c4c9c45");
      await stack.import("wrong", "e24cloudFirewallGroup", "web");
    },
  },
  "drift and foreign rules": {
    options: { defaultRules: "none" },
    run: async ({ stack, sandbox }) => {
      await stack.up(web({ rules: [https, ssh] }));
      const foreign = { direction: "IN", protocol: "TCP", min_port: 8080, max_port: 8080 };
      const id = stack.id("web");
      const [first] = sandbox.secondWriter.change(id, "group-add-rule", foreign).rules;
      sandbox.secondWriter.change(id, "group-delete-rule", { rule_id: first?.id });
      await stack.up(web({ rules: [https, ssh], users: [] }));
      await stack.up(web({ rules: [https, ssh, { direction: "OUT" }], users: [], foreignRules: "refuse" }));
      await stack.up(web({ rules: [https, ssh, { direction: "OUT" }], users: [] }));
      await stack.preview(web({ rules: [https, ssh], users: [], foreignRules: "remove" }));
      await stack.refresh();
      await stack.up(web({ rules: [https, ssh], users: [] }));
      sandbox.secondWriter.delete(id);
      await stack.up(web({ rules: [https], users: [] }));
      await stack.refresh();
      await stack.up(web({ rules: [https], users: [] }));
    },
  },
  "several groups": {
    run: async ({ stack, servers }) => {
      const [first = "", second = ""] = servers;
      const program = (inFirst: string[], inSecond: string[]) => ({
        first: group({ rules: safe, active: true, virtualMachines: inFirst }),
        second: group({ rules: [...safe, ssh], active: true, virtualMachines: inSecond }),
      });
      await stack.up(program([first], [second]));
      await stack.preview(program([], [first, second]));
      await stack.up(program([], [first, second]));
      await stack.up({ second: program([], [first, second]).second });
      await stack.destroy();
    },
  },
};
