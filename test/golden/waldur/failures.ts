import { startWaldurSandbox } from "../../../sandbox/waldur";
import { settingsFor } from "../../provider/waldur/sandbox";
import { group, groupRules, https, type Scenarios, ssh, web } from "./stage";

const openstack = (method: "POST" | "DELETE", path = "security-group-rules", skip = 0) =>
  ({ level: "openstack", method, path, skip, answer: { status: 500, body: "out of order" } }) as const;

/** What goes wrong, and the way forward. */
export const failures: Scenarios = {
  "refused rules": async ({ stack, sandbox }) => {
    await stack.up(web({ rules: [https, { protocol: "sctp" }] }));
    await stack.up(web({ rules: [https] }));
    await stack.up(web({ rules: [https, { protocol: "sctp", cidr: "203.0.113.7/32" }] }));
    const lost = { status: 400, body: [{ id: "Security group does not have rule with id 7." }] };
    sandbox.faults.add({ method: "POST", path: "set_rules", answer: lost });
    await stack.up(web({ rules: [https, ssh] }));
    sandbox.faults.add({ method: "POST", path: "set_rules", answer: lost, times: "forever" });
    await stack.up(web({ rules: [ssh] }));
    sandbox.faults.clear();
    await stack.up(web({ rules: [ssh] }));
  },
  "a create that ends in error": async ({ stack, sandbox }) => {
    sandbox.faults.add(openstack("POST", "security-group-rules", 1));
    await stack.up(web({ rules: [https, ssh] }));
    await stack.preview(web({ rules: [https, ssh] }));
    await stack.up(web({ rules: [https, ssh] }));
  },
  "an update that ends in error": async ({ stack, sandbox }) => {
    await stack.up(web({ rules: [https] }));
    sandbox.faults.add(openstack("POST"));
    await stack.up(web({ rules: [https, ssh] }));
    await stack.refresh();
    await stack.preview(web({ rules: [https, ssh] }));
    await stack.up(web({ rules: [https, ssh] }));
    const rules = groupRules({ securityGroup: stack.id("web"), rules: [https] });
    await stack.up({ ...web({}), rules });
    sandbox.faults.add(openstack("POST"));
    await stack.up({
      ...web({}),
      rules: groupRules({ securityGroup: stack.id("web"), rules: [https, ssh] }),
    });
    await stack.up({
      ...web({}),
      rules: groupRules({ securityGroup: stack.id("web"), rules: [https, ssh] }),
    });
  },
  "a group that OpenStack does not make": async ({ stack, sandbox, set }) => {
    sandbox.faults.add(openstack("POST", "security-groups$"));
    await stack.up(web({ rules: [https] }));
    await stack.up(web({ rules: [https] }));
    sandbox.faults.add(openstack("POST", "security-groups$"));
    set({ "waldur:token": sandbox.tokens.staff });
    await stack.up({ other: group({ rules: [https], onStuck: "unlink" }) });
    await stack.up({ other: group({ rules: [https], onStuck: "unlink" }) });
    await stack.destroy();
  },
  "a removal that OpenStack does not carry out": async ({ stack, sandbox }) => {
    await stack.up(web({ rules: [https, ssh] }));
    sandbox.faults.add(openstack("DELETE"));
    await stack.up(web({ rules: [https] }));
    await stack.refresh();
    await stack.up(web({ rules: [https] }));
  },
  "lost answers": async ({ stack, sandbox }) => {
    const program = web({ rules: [https] });
    for (const answer of ["drop", "html", "truncated", { status: 503 }] as const) {
      sandbox.faults.add({ method: "POST", path: "create_security_group", when: "after", answer });
      await stack.up(program);
      sandbox.faults.add({ method: "POST", path: "set_rules", when: "after", answer });
      await stack.up(web({ rules: [https, ssh] }));
      sandbox.faults.add({ method: "DELETE", when: "after", answer });
      await stack.destroy();
      // The deletion is carried out all the same: wait, so that the next read does not find the group by chance.
      await sandbox.idle();
    }
    sandbox.faults.add({ method: "POST", path: "create_security_group", answer: "drop" });
    await stack.up(program);
    sandbox.faults.add({ method: "POST", path: "set_rules", answer: "drop" });
    await stack.up(web({ rules: [https, ssh] }));
  },
  "answers that fail": async ({ stack, sandbox }) => {
    await stack.up(web({ rules: [https] }));
    const answers = [
      { status: 401, body: { detail: "Invalid token." } },
      { status: 403, body: { detail: "You do not have permission to perform this action." } },
      { status: 404, body: { detail: "Not found." } },
      { status: 409, body: { detail: "Security group must be in state OK." } },
      { status: 429, headers: { "retry-after": "1" } },
      { status: 500, body: { detail: "broken" } },
      { status: 503, body: "down" },
      { status: 302, headers: { location: "https://login.example.com/" } },
      "truncated",
      "html",
      "no-http",
    ] as const;
    for (const answer of answers) {
      sandbox.faults.add({ answer, times: "forever" });
      const other = group({ rules: [https] });
      const before = { ...web({ rules: [https] }), other };
      await stack.everything({ before, after: { ...web({ rules: [https, ssh] }), other } });
      sandbox.faults.clear();
      await stack.up(web({ rules: [https] }));
    }
  },
  "time that runs out": async ({ stack, sandbox, set }) => {
    set({ "waldur:pollInterval": "0.2" });
    sandbox.settings.set({ worker: false });
    const timeouts = { create: "2s", update: "2s", delete: "2s" };
    await stack.up(web({ rules: [https], timeouts }));
    sandbox.settings.set({ worker: true });
    await stack.up(web({ rules: [https], timeouts }));
    sandbox.settings.set({ worker: false });
    await stack.up(web({ rules: [https, ssh], timeouts }));
    sandbox.settings.set({ worker: true });
    await stack.up(web({ rules: [https, ssh], timeouts }));
    sandbox.settings.set({ worker: false });
    await stack.destroy();
  },
  "other users and servers": async ({ stack, sandbox, set }) => {
    await stack.up(web({ rules: [https] }));
    for (const token of ["no-such-token", sandbox.tokens.member, sandbox.tokens.outsider]) {
      set({ "waldur:token": token });
      await stack.preview({ ...web({ rules: [ssh] }), other: group({ rules: [https] }) });
      await stack.up({ ...web({ rules: [ssh] }), other: group({ rules: [https] }) });
      await stack.refresh();
      await stack.destroy();
    }
    set({});
    await stack.up(web({ tenant: "2".repeat(32), rules: [https] }));
    const other = await startWaldurSandbox({ delay: 5 });
    try {
      stack.settings = settingsFor(other, { "waldur:pollInterval": "0.005" });
      await stack.preview(web({ rules: [https] }));
      await stack.refresh();
      await stack.up(web({ rules: [https] }));
      await stack.destroy();
    } finally {
      await other.close();
    }
    await stack.refresh();
  },
  "state that cannot be read": async ({ stack }) => {
    await stack.up(web({ rules: [https] }));
    stack.edit("web", (state) => {
      Object.assign(state.inputs, { rules: "all", guard: 7 });
      Object.assign(state.outputs, { rules: "all", guard: 7 });
    });
    await stack.preview(web({ rules: [https, ssh] }));
    await stack.up(web({ rules: [https, ssh] }));
    await stack.refresh();
    await stack.up(web({ rules: [https, ssh] }));
    await stack.destroy();
  },
};
