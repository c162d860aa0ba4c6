import { group, groupRules, https, out, type Scenarios, ssh, web } from "./stage";

const office = { ...ssh, description: "office" };

/** What works. */
export const life = {
  headers: async ({ stack, recording }) => {
    recording.showsHeaders = true;
    await stack.up(web({ rules: [] }));
  },
  "a life": async ({ stack }) => {
    await stack.preview(web({ description: "public", rules: [https, ssh] }));
    await stack.up(web({ description: "public", rules: [https, ssh] }));
    await stack.preview(web({ description: "public", rules: [ssh, https] }));
    await stack.up(web({ description: "public", rules: [https, ssh, out] }));
    await stack.refresh();
    await stack.destroy();
  },
  "edits of rules": async ({ stack }) => {
    const edits = [
      [https, office],
      // An order and a spelling.
      [office, { protocol: "TCP", fromPort: 443, toPort: 443, cidr: "0.0.0.0/0" }],
      // A range that widens, and one that narrows.
      [https, { ...office, ports: "20-30" }],
      [https, { ...office, ports: "22-25" }],
      // A description alone.
      [https, { ...office, ports: "22-25", description: "headquarters" }],
      // All kinds of rules.
      [
        https,
        { protocol: "udp", ports: "8000-8100", cidrs: ["10.0.0.0/8", "2001:db8::/32"] },
        { protocol: "icmp", icmpType: 8, icmpCode: 0, cidr: "10.0.0.0/8" },
        { protocol: "icmp", cidr: "2001:db8::/32" },
        { remoteGroup: "self" },
        { direction: "egress", ethertype: "IPv6" },
      ],
      [],
    ];
    for (const rules of edits) {
      await stack.preview(web({ rules }));
      await stack.up(web({ rules }));
    }
  },
  "other inputs": async ({ stack, sandbox }) => {
    await stack.up(web({ rules: [https] }));
    await stack.up(web({ name: "front", description: "renamed", rules: [https] }));
    await stack.up(web({ name: "front", rules: [https], guard: "error", timeouts: { update: "5m" } }));
    await stack.up(web({ name: "front" }));
    await stack.up(web({ name: "front", rules: [] }));
    await stack.up(web({ name: "front", tenant: sandbox.secondTenantUuid, rules: [https] }));
    await stack.up({});
  },
  "rules of a group as a resource": async ({ stack }) => {
    const network = { web: group({}), db: group({ rules: [] }) };
    await stack.up(network);
    const rules = (more: object[], args = {}) => ({
      ...network,
      "web-rules": groupRules({
        securityGroup: stack.id("web"),
        rules: [{ protocol: "tcp", ports: 5432, remoteGroup: stack.id("db") }, ...more],
        ...args,
      }),
    });
    await stack.preview(rules([https]));
    await stack.up(rules([https]));
    await stack.up(rules([https, ssh], { onDestroy: "empty" }));
    await stack.refresh();
    await stack.up({
      ...network,
      "web-rules": groupRules({ securityGroup: stack.id("db"), rules: [https] }),
    });
    await stack.up(network);
    await stack.destroy();
  },
  imports: async ({ stack }) => {
    const rules = [https, { protocol: "icmp", icmpType: 8 }, { remoteGroup: "self", direction: "egress" }];
    await stack.up({ web: group({ description: "public", rules }), empty: group({ rules: [] }) });
    await stack.import("imported", "waldurSecurityGroup", stack.id("web"));
    await stack.import("imported-rules", "waldurSecurityGroupRules", stack.id("web"));
    await stack.import("imported-empty", "waldurSecurityGroup", stack.id("empty"));
    await stack.import("gone", "waldurSecurityGroup", "1".repeat(32));
    await stack.import("wrong", "waldurSecurityGroup", "web");
    await stack.import("wrong-rules", "waldurSecurityGroupRules", "web");
  },
  "drift and foreign rules": async ({ stack, sandbox }) => {
    await stack.up(web({ rules: [https, ssh] }));
    sandbox.edits.addRule(stack.id("web"), { protocol: "tcp", port_range_min: 8080, port_range_max: 8080 });
    sandbox.edits.removeRules(stack.id("web"), { port_range_min: 443 });
    await sandbox.edits.backgroundPull();
    await stack.up(web({ rules: [https, ssh], description: "other" }));
    await stack.up(web({ rules: [https, ssh, out], description: "other", foreignRules: "refuse" }));
    await stack.up(web({ rules: [https, ssh, out], description: "other" }));
    await stack.preview(web({ rules: [https, ssh], description: "other", foreignRules: "remove" }));
    await stack.refresh();
    await stack.up(web({ rules: [https, ssh], description: "other" }));
  },
  "what is gone": async ({ stack, sandbox, set }) => {
    await stack.up(web({ rules: [https] }));
    sandbox.edits.deleteGroup(stack.id("web"));
    set({ "waldur:pullOnRefresh": "true" });
    await stack.refresh();
    await stack.up(web({ rules: [https] }));
    await stack.up(web({ rules: [https] }));
    sandbox.edits.deleteGroup(stack.id("web"));
    await stack.up(web({ rules: [https, ssh] }));
    await stack.refresh();
    await stack.up(web({ rules: [https, ssh] }));
  },
} satisfies Scenarios;
