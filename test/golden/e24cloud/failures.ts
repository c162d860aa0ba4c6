import { startE24cloudSandbox } from "../../../sandbox/e24cloud";
import { group, https, safe, type Scenarios, settingsOf, ssh, web } from "./stage";

/** What goes wrong, and the way forward. */
export const failures: Scenarios = {
  "refused rules": {
    options: { ipv6: "reject", defaultRules: "none" },
    run: async ({ stack, sandbox }) => {
      const six = { protocol: "tcp", ports: 443, srcAddress: "2001:db8::/32" };
      await stack.up(web({ rules: [https, six] }));
      await stack.up(web({ rules: [https] }));
      const refusal = { status: 200, body: { success: false, error: "no such rule" } };
      sandbox.faults.add({ path: "group-add-rule", answer: refusal, times: "forever" });
      sandbox.faults.add({ path: "group-update-rule", answer: refusal, times: "forever" });
      await stack.up(web({ rules: [{ ...https, ports: "443-444" }, ssh] }));
      sandbox.faults.clear();
      await stack.up(web({ rules: [{ ...https, ports: "443-444" }, ssh] }));
    },
  },
  "lost answers": {
    run: async ({ stack, sandbox }) => {
      for (const answer of ["drop", "html", "truncated", { status: 503 }] as const) {
        sandbox.faults.add({ method: "PUT", path: "/groups$", when: "after", answer });
        await stack.up(web({ rules: [https] }));
        await stack.up(web({ rules: [https], adopt: true }));
        sandbox.faults.add({ path: "group-add-rule", when: "after", answer });
        await stack.up(web({ rules: [https, ssh] }));
        sandbox.faults.add({ path: "group-delete-rule", when: "after", answer });
        await stack.up(web({ rules: [https] }));
        sandbox.faults.add({ method: "DELETE", when: "after", answer });
        await stack.destroy();
        sandbox.catchUp();
        await stack.destroy();
      }
      sandbox.faults.add({ path: "group-add-rule", answer: "drop" });
      await stack.up(web({ rules: [https, ssh] }));
      await stack.up(web({ rules: [https, ssh] }));
    },
  },
  "answers that fail": {
    run: async ({ stack, sandbox }) => {
      await stack.up(web({ rules: [https] }));
      const answers = [
        { status: 401 },
        { status: 403, body: { success: false, error: "forbidden" } },
        { status: 404 },
        { status: 400, body: { success: false, error: "wrong" } },
        { status: 429, headers: { "retry-after": "1" } },
        { status: 500, body: { error: "broken" } },
        { status: 503, body: "down" },
        { status: 200, body: { success: false } },
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
        sandbox.faults.add({ answer, times: "forever" });
        await stack.destroy();
        sandbox.faults.clear();
        await stack.up(web({ rules: [https] }));
      }
    },
  },
  "writes that do not show": {
    run: async ({ stack, sandbox, servers, set }) => {
      set({ "e24cloud:pollInterval": "0.1" });
      const timeouts = { create: "2s", update: "2s" };
      sandbox.settings.set({ staleReads: 1_000_000 });
      await stack.up(web({ rules: [https, ssh], timeouts }));
      sandbox.settings.set({ staleReads: 0 });
      await stack.up(web({ rules: [https, ssh], timeouts }));
      const success = { status: 200, body: { success: true } };
      sandbox.faults.add({ path: "group-update-rule", times: "forever", answer: success });
      await stack.up(web({ rules: [https, { ...ssh, srcAddress: "198.51.100.0/24" }], timeouts }));
      await stack.up(web({ rules: [https, { ...ssh, srcAddress: "198.51.100.0/24" }], timeouts }));
      sandbox.faults.add({ path: "group-attach-vm", answer: success, times: "forever" });
      await stack.up(web({ rules: [https], virtualMachines: servers.slice(0, 1), timeouts }));
    },
  },
  "other accounts and servers": {
    run: async ({ stack, sandbox, set }) => {
      await stack.up(web({ rules: [https] }));
      set({ "e24cloud:apiSecret": "wrong" });
      await stack.preview(web({ rules: [https, ssh] }));
      await stack.refresh();
      await stack.up(web({ rules: [https, ssh] }));
      await stack.destroy();
      const other = await startE24cloudSandbox();
      try {
        stack.settings = settingsOf(other);
        await stack.preview(web({ rules: safe }));
        await stack.refresh();
        await stack.up(web({ rules: safe }));
        await stack.destroy();
      } finally {
        await other.close();
      }
      await stack.refresh();
      stack.settings = settingsOf(sandbox);
      await stack.refresh();
    },
  },
  "state that cannot be read": {
    run: async ({ stack }) => {
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
  },
};

/** How other servers than the documented one make the client behave. */
export const profiles: Scenarios = Object.fromEntries(
  (["strict", "lenient", "hostile"] as const).map((profile) => [
    `a ${profile} server`,
    {
      options: { profile },
      run: async ({ stack, servers }) => {
        const args = { rules: safe, virtualMachines: servers.slice(0, 1), active: true };
        await stack.up(web(args));
        await stack.up(web({ ...args, rules: [https, { ...ssh, ports: "22-23" }], virtualMachines: [] }));
        await stack.refresh();
        await stack.up(web({ ...args, rules: [https, ssh] }));
        await stack.destroy();
      },
    } satisfies Scenarios[string],
  ]),
);
