import { UNKNOWN } from "../../../provider/rules/rule-map";
import { attachment, group, https, type Scenarios, ssh } from "./stage";

const groups = { web: group({ rules: [https] }), admin: group({ rules: [ssh] }) };

/** Groups on servers. */
export const attachments = {
  "an attachment": async ({ stack, sandbox, set }) => {
    await stack.up(groups);
    const { uuid: instance } = sandbox.edits.createInstance({ name: "shop-1", groups: [stack.id("admin")] });
    const one = (args: object) => ({ ...groups, "web-1": attachment({ instance, ...args }) });
    await stack.preview(one({ securityGroups: [UNKNOWN] }));
    await stack.preview(one({ securityGroups: [stack.id("web")] }));
    await stack.up(one({ securityGroups: [stack.id("web")] }));
    // Their ids are random, and the order in state goes by them: one group each.
    await stack.up(one({ securityGroups: [stack.id("admin")], guard: "error" }));
    await stack.up(one({ securityGroups: [stack.id("admin")] }));
    await stack.up(one({ securityGroups: [stack.id("web")], exclusive: true }));
    set({ "waldur:pullOnRefresh": "true" });
    sandbox.edits.changeInstance(instance, { groups: [stack.id("admin")] });
    await stack.refresh();
    await stack.up(one({ securityGroups: [stack.id("web")], exclusive: true }));
    await stack.up(groups);
    await stack.destroy();
  },
  "two attachments of one server": async ({ stack, sandbox }) => {
    await stack.up(groups);
    const { uuid: instance } = sandbox.edits.createInstance({ name: "shop-1" });
    const web = attachment({ instance, securityGroups: [stack.id("web")] });
    await stack.up({ ...groups, one: web, two: web });
    await stack.up({
      ...groups,
      one: web,
      all: attachment({ instance, securityGroups: [], exclusive: true }),
    });
    await stack.up({
      ...groups,
      one: web,
      two: attachment({ instance, securityGroups: [stack.id("admin")] }),
    });
    // A rename without an alias.
    await stack.up({ ...groups, renamed: web });
    await stack.import("imported", "waldurSecurityGroupAttachment", `instance/${instance}`);
    await stack.destroy();
  },
  "an attachment that fails": async ({ stack, sandbox }) => {
    await stack.up(groups);
    const { uuid: instance } = sandbox.edits.createInstance({ name: "shop-1", state: "ERRED" });
    const program = (server: string, args = {}) => ({
      ...groups,
      one: attachment({ instance: server, securityGroups: [stack.id("web")], ...args }),
    });
    sandbox.faults.add({ level: "openstack", path: "os-security-groups", answer: { status: 500 } });
    await stack.up(program(instance));
    await stack.up(program(instance));
    await stack.up(program("f".repeat(32)));
    const there = sandbox.edits.createInstance({ name: "elsewhere", tenant: sandbox.secondTenantUuid });
    await stack.up(program(there.uuid));
    await stack.up({ ...groups, one: attachment({ securityGroups: [] }) });
    await stack.destroy();
  },
} satisfies Scenarios;
