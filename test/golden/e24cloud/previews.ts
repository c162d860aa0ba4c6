import { group, https, safe, type Scenarios, ssh, web } from "./stage";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What checks and diffs say. */
export const previews: Scenarios = {
  "wrong inputs": {
    run: async ({ stack, set }) => {
      const wrong = [
        { ingress: [] },
        { rules: "all", description: "public" },
        { name: "" },
        { virtualMachines: ["web-1"], users: "all", active: "yes", exclusiveMembers: 1 },
        { adopt: "web", guard: "maybe", foreignRules: "no", defaultRules: "some" },
        { keepReachable: [{ ports: 22, from: "office" }, { from: [] }], rules: [https] },
        {
          rules: [
            { protocol: "tcp", ports: 99999 },
            { protocol: "tpc", ports: 22 },
          ],
        },
        {
          rules: [
            { protocol: "tcp", port: 22 },
            { direction: "ingres", protocol: "tcp" },
          ],
        },
        { rules: [{ protocol: "tcp", ports: "30-20", srcAddress: "10.0.0.0/33" }, null, "https"] },
        {
          rules: [
            { srcAddress: "10.0.0.1/8", protocol: "tcp", ports: 22 },
            { srcAddress: null },
            { cidrs: [] },
          ],
        },
        { rules: [{ cidr: "10.0.0.0/8", srcAddress: "10.0.0.0/8" }, { remoteGroup: "self" }] },
        { rules: [{ protocol: "icmp", icmpCode: 1 }, { protocol: "icmp", icmpType: 256 }, { protocol: "" }] },
        { rules: [{ protocol: "tcp", ports: 22, icmpType: 3 }, { ports: 22 }] },
        { rules: [https, https], timeouts: { create: "soon" } },
      ];
      for (const args of wrong) await stack.preview(web(args));
      const wrongSettings: Readonly<Record<string, string>>[] = [
        { "e24cloud:endpoint": "e24cloud.example.com" },
        { "e24cloud:apiKey": "", "e24cloud:apiSecret": "" },
        { "e24cloud:region": "berlin", "e24cloud:lint": "strict", "e24cloud:pollInterval": "2s" },
      ];
      for (const settings of wrongSettings) {
        set(settings);
        await stack.preview(web({ rules: [https] }));
      }
      stack.settings = {};
      await stack.preview(web({ rules: [https] }));
    },
  },
  lint: {
    run: async ({ stack, set }) => {
      const open = [
        { protocol: "tcp", ports: 22 },
        { protocol: "tcp", ports: 5432 },
        { direction: "IN" },
        { protocol: "tcp", ports: 80 },
        { protocol: "tcp", ports: 8000, srcAddress: "10.0.0.0/8" },
        { protocol: "tcp", ports: "8000-8010", srcAddress: "10.0.0.0/8" },
      ];
      await stack.preview(web({ rules: open }));
      await stack.preview(web({ rules: open, lint: "error" }));
      await stack.preview(web({ rules: open, lint: "off" }));
      set({ "e24cloud:lint": "error" });
      await stack.preview(web({ rules: [open[0]] }));
    },
  },
  "unknown values": {
    run: async ({ stack }) => {
      const db = { protocol: "tcp", ports: 5432 };
      await stack.preview(web({ rules: [{ ...db, srcAddress: UNKNOWN }], virtualMachines: [UNKNOWN] }));
      await stack.preview(web({ rules: UNKNOWN, active: UNKNOWN, name: UNKNOWN, adopt: UNKNOWN }));
      await stack.up(web({ rules: [https, { ...db, srcAddress: "10.0.0.0/8" }] }));
      await stack.preview(web({ rules: [https, { ...db, srcAddress: UNKNOWN }], users: UNKNOWN }));
    },
  },
  risks: {
    run: async ({ stack, servers }) => {
      const virtualMachines = servers.slice(0, 1);
      const keepReachable = [{ ports: 22, from: ["203.0.113.0/24", "2001:db8::/32"] }];
      await stack.preview(web({ rules: [], virtualMachines, active: true }));
      await stack.preview(web({ rules: [https], virtualMachines, active: true, keepReachable }));
      await stack.preview(web({ rules: [https], active: true, keepReachable, guard: "error" }));
      await stack.up(web({ rules: [...safe, ssh], virtualMachines, active: true, guard: "error" }));
      await stack.preview(web({ rules: safe, virtualMachines: [], active: true, guard: "warn" }));
      await stack.up(web({ rules: safe, virtualMachines: [], active: true, guard: "error" }));
      await stack.up(web({ rules: safe, virtualMachines, active: false, guard: "error" }));
      await stack.up(web({ name: "front", rules: safe, virtualMachines, guard: "error" }));
      await stack.destroy();
      await stack.up(web({ rules: safe, virtualMachines, active: true, guard: "warn" }));
      await stack.destroy();
    },
  },
  "rules that are not managed": {
    options: { defaultRules: "none" },
    run: async ({ stack, sandbox }) => {
      await stack.up(web({}));
      await stack.preview(web({ active: true, guard: "error" }));
      const body = { direction: "IN", protocol: "TCP", min_port: 22, max_port: 22 };
      sandbox.secondWriter.change(stack.id("web"), "group-add-rule", body);
      await stack.preview(web({ active: true }));
      await stack.preview(web({ rules: [https] }));
      sandbox.faults.add({ answer: { status: 503 }, times: 3 });
      await stack.preview(web({ rules: [https], active: true }));
      await stack.up(web({ rules: [https] }));
    },
  },
  secrets: {
    run: async ({ stack, sandbox }) => {
      const secret = { protocol: "tcp", ports: 9100, srcAddress: "198.51.100.7/32" };
      const secretInputs = ["rules.peers"];
      await stack.preview(web({ rules: [https, secret], secretInputs }));
      await stack.up(web({ rules: [https, secret], secretInputs }));
      await stack.preview(
        web({ rules: [https, { ...secret, srcAddress: "198.51.100.8/32" }], secretInputs }),
      );
      await stack.up(web({ rules: [https, { ...secret, srcAddress: "198.51.100.x" }], secretInputs }));
      const refusal = { status: 200, body: { success: false, error: "198.51.100.8/32 is not allowed here" } };
      sandbox.faults.add({ path: "group-(add|update)-rule", answer: refusal, times: 2 });
      await stack.up(web({ rules: [https, { ...secret, srcAddress: "198.51.100.8/32" }] }));
      await stack.refresh();
      await stack.up(web({ rules: [https, { ...secret, srcAddress: "198.51.100.8/32" }] }));
      await stack.up({ ...web({}), vault: group({ name: "vault", secretInputs: ["name"], rules: [https] }) });
    },
  },
};
