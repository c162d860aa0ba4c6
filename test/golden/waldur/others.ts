import { group, groupRules, https, type Scenarios, ssh, web } from "./stage";

/** Groups that exist already, and who else has them or uses them. */
export const others: Scenarios = {
  "taken names": async ({ stack, sandbox }) => {
    sandbox.edits.createGroup({ name: "web", description: "by hand" });
    await sandbox.edits.backgroundPull();
    await stack.preview(web({ rules: [https] }));
    await stack.up(web({ rules: [https] }));
    sandbox.edits.createGroup({ name: "web", description: "again" });
    await sandbox.edits.backgroundPull();
    await stack.preview(web({ rules: [https] }));
    await stack.up(web({ rules: [https], adopt: true }));
    await stack.up({ db: group({ rules: [] }), copy: group({ name: "db", rules: [] }) });
  },
  adoption: async ({ stack, sandbox }) => {
    const made = sandbox.edits.createGroup({ name: "web", description: "by hand" });
    sandbox.edits.addRule(made.id, { protocol: "tcp", port_range_min: 22, port_range_max: 22 });
    await sandbox.edits.backgroundPull();
    await stack.preview(web({ rules: [https], adopt: true }));
    await stack.up(web({ rules: [https], adopt: true }));
    await stack.up({ ...web({ rules: [https], adopt: true }), again: group({ name: "web", adopt: true }) });
    await stack.up({ ...web({ rules: [https], adopt: true }), again: group({ adopt: stack.id("web") }) });
    await stack.preview({ ...web({ adopt: true }), fresh: group({ adopt: true, rules: [ssh] }) });
    await stack.up({ ...web({ rules: [https], adopt: true }), fresh: group({ adopt: "1".repeat(32) }) });
    await stack.up({ default: group({ adopt: true, rules: [https] }) });
    await stack.destroy();
  },
  "two owners of rules": async ({ stack }) => {
    await stack.up(web({ rules: [https] }));
    const rules = () => groupRules({ securityGroup: stack.id("web"), rules: [ssh] });
    await stack.up({ ...web({ rules: [https] }), first: rules() });
    await stack.up({ ...web({}), first: rules(), second: rules() });
    await stack.up({ ...web({}), first: rules() });
    await stack.up({ ...web({}), renamed: rules() });
  },
  guard: async ({ stack, sandbox }) => {
    await stack.up({ db: group({ rules: [https] }) });
    const app = (remoteGroup: string) => group({ rules: [{ protocol: "tcp", ports: 5432, remoteGroup }] });
    await stack.up({ db: group({ rules: [https], guard: "error" }), app: app(stack.id("db")) });
    const db = stack.id("db");
    sandbox.edits.createInstance({ name: "db-1", groups: [db], internal_ips: ["192.168.0.5"] });
    sandbox.edits.createPort({ name: "virtual ip", groups: [db] });
    await stack.up({ app: app(db) });
    await stack.up({ db: group({ rules: [https], guard: "warn" }), app: app(db) });
    await stack.up({ app: app(db) });
  },
  "rules of groups that are gone": async ({ stack }) => {
    await stack.up({ db: group({ rules: [] }) });
    const remoteGroup = stack.id("db");
    await stack.destroy();
    const rules = [https, { protocol: "tcp", ports: 5432, remoteGroup }];
    await stack.preview(web({ rules }));
    await stack.up(web({ rules }));
    await stack.up(web({ rules: [https] }));
    await stack.up(web({ rules }));
  },
};
