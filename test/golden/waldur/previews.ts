import { group, groupRules, https, out, type Scenarios, ssh, web } from "./stage";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What checks and diffs say. */
export const previews: Scenarios = {
  "wrong inputs": async ({ stack, set }) => {
    const wrong = [
      { ingress: [] },
      { rules: "all", description: 7 },
      { name: "", description: "x".repeat(300) },
      { tenant: "shop", adopt: "web", guard: "maybe", foreignRules: "no", requireGapFree: "yes" },
      {
        rules: [
          { protocol: "tcp", ports: 99999 },
          { protocol: "tpc", ports: 22 },
        ],
      },
      {
        rules: [
          { protocol: "tcp", port: 22 },
          { direction: "IN", protocol: "tcp" },
        ],
      },
      { rules: [{ protocol: "tcp", ports: "30-20", cidr: "10.0.0.0/33" }, null, "https"] },
      { rules: [{ cidr: "10.0.0.1/8", protocol: "tcp", ports: 22 }, { cidr: null }, { cidrs: [] }] },
      { rules: [{ cidr: "10.0.0.0/8", remoteGroup: "self" }, { remoteGroup: "bastion" }] },
      { rules: [{ protocol: "icmp", icmpCode: 1 }, { protocol: "icmp", icmpType: 256 }, { protocol: "" }] },
      {
        rules: [
          { protocol: "tcp", ports: 22, icmpType: 3 },
          { ethertype: "IPv6", cidr: "10.0.0.0/8" },
        ],
      },
      { rules: [https, https], timeouts: { create: "soon" } },
    ];
    for (const args of wrong) await stack.preview(web(args));
    await stack.preview({ rules: groupRules({ rules: [] }), more: groupRules({ securityGroup: "web" }) });
    const wrongSettings: Readonly<Record<string, string>>[] = [
      { "waldur:apiUrl": "waldur.example.com" },
      { "waldur:token": "" },
      { "waldur:lint": "strict", "waldur:requestTimeout": "30s", "waldur:maxConnections": "0" },
    ];
    for (const settings of wrongSettings) {
      set(settings);
      await stack.preview(web({ rules: [https] }));
    }
    stack.settings = {};
    await stack.preview(web({ rules: [https] }));
  },
  lint: async ({ stack, set }) => {
    const open = [
      { protocol: "tcp", ports: 22 },
      { protocol: "tcp", ports: 5432 },
      { direction: "ingress" },
      { protocol: "tcp", ports: "1-65535", cidr: "::/0" },
      { protocol: "tcp", ports: 80 },
      { protocol: "tcp", ports: 8000, cidr: "10.0.0.0/8" },
      { protocol: "tcp", ports: "8000-8010", cidr: "10.0.0.0/8" },
    ];
    await stack.preview(web({ rules: open }));
    await stack.preview(web({ rules: open, lint: "error" }));
    await stack.preview(web({ rules: open, lint: "off" }));
    set({ "waldur:lint": "error" });
    await stack.preview(web({ rules: [open[0]] }));
    await stack.up(web({ rules: [ssh], lint: "warn" }));
    await stack.preview(web({ rules: [ssh, { protocol: "tcp", ports: 3389 }], lint: "warn" }));
  },
  "unknown values": async ({ stack }) => {
    const db = { protocol: "tcp", ports: 5432 };
    await stack.preview(
      web({
        rules: [
          { ...db, remoteGroup: UNKNOWN },
          { ...db, cidr: UNKNOWN },
        ],
      }),
    );
    await stack.preview(web({ rules: UNKNOWN, description: UNKNOWN }));
    await stack.preview(web({ tenant: UNKNOWN, name: UNKNOWN, adopt: UNKNOWN, rules: [https] }));
    await stack.up(web({ rules: [https, { ...db, cidr: "10.0.0.0/8" }] }));
    await stack.preview(web({ rules: [https, { ...db, cidr: UNKNOWN }], description: UNKNOWN }));
    await stack.preview({ ...web({}), rules: groupRules({ securityGroup: UNKNOWN, rules: [https] }) });
  },
  "statements of several groups": async ({ stack }) => {
    const program = (extra: object[], names = { app: "app" }) => ({
      db: group({ rules: [] }),
      app: group({
        name: names.app,
        rules: [https, { protocol: "tcp", ports: 5432, remoteGroup: stack.id("db") || UNKNOWN }, ...extra],
      }),
      cache: group({ rules: [{ protocol: "tcp", ports: 6379, remoteGroup: "self" }, out] }),
    });
    await stack.preview(program([]));
    await stack.up({ db: group({ rules: [] }) });
    await stack.up(program([]));
    await stack.preview(program([ssh], { app: "application" }));
    await stack.up(program([ssh], { app: "application" }));
    await stack.up({ app: program([ssh]).app });
  },
  gaps: async ({ stack, sandbox }) => {
    const range = (ports: string) => ({ protocol: "tcp", ports, cidr: "10.0.0.0/8" });
    const quota = (rules: number) =>
      sandbox.edits.changeTenant(sandbox.tenantUuid, { quotas: { security_group_rule_count: rules } });
    await stack.up(web({ rules: [range("80-443"), { protocol: "icmp", cidr: "2001:db8::/32" }] }));
    const wider = [range("80-8080"), { protocol: "icmp", cidr: "2001:db8::/32" }];
    await stack.preview(web({ rules: wider }));
    quota(2);
    await stack.preview(web({ rules: wider }));
    await stack.preview(web({ rules: wider, requireGapFree: true }));
    await stack.up(web({ rules: wider }));
    quota(100);
    sandbox.faults.add({ method: "GET", path: "openstack-tenants/", answer: { status: 503 } });
    await stack.preview(web({ rules: [range("22-9090")] }));
    await stack.up(web({ rules: [{ ...range("80-8080"), description: "again" }] }));
    await stack.up(
      web({ tenant: sandbox.secondTenantUuid, rules: [range("80-8080")], requireGapFree: true }),
    );
    await stack.up(web({ tenant: sandbox.secondTenantUuid, rules: [range("80-8080")] }));
  },
  quota: async ({ stack, sandbox }) => {
    const rules = [1, 2, 3, 4, 5, 6].map((port) => ({ protocol: "tcp", ports: port }));
    const quotas = { security_group_count: 3, security_group_rule_count: 5 };
    sandbox.edits.changeTenant(sandbox.tenantUuid, { quotas });
    await stack.preview(web({ rules }));
    await stack.preview({ a: group({ rules: [] }), b: group({ rules: [] }), c: group({ rules: [] }) });
    await stack.up(web({ rules }));
    await stack.up(web({ rules: rules.slice(0, 3) }));
    await stack.up(web({ rules }));
    await stack.up({
      ...web({ rules: rules.slice(0, 3) }),
      a: group({ rules: [] }),
      b: group({ rules: [] }),
    });
  },
  secrets: async ({ stack, sandbox }) => {
    const secret = { protocol: "tcp", ports: 9100, cidr: "198.51.100.7/32", description: "monitor" };
    const secretInputs = ["rules.peers", "rules.descriptions"];
    await stack.preview(web({ rules: [https, secret], secretInputs }));
    await stack.up(web({ rules: [https, secret], secretInputs }));
    await stack.preview(web({ rules: [https, { ...secret, cidr: "198.51.100.8/32" }], secretInputs }));
    await stack.up(web({ rules: [https, { ...secret, ports: 9101, cidr: "198.51.100.x" }], secretInputs }));
    const message = "198.51.100.8/32 is not allowed here";
    sandbox.faults.add({
      level: "openstack",
      method: "POST",
      path: "rules",
      answer: { status: 400, body: { NeutronError: { type: "Bad", message } } },
    });
    await stack.up(web({ rules: [https, { ...secret, cidr: "198.51.100.8/32" }] }));
    await stack.refresh();
    await stack.up(web({ rules: [https, { ...secret, cidr: "198.51.100.8/32" }] }));
    await stack.up(web({ name: "vault", secretInputs: ["name"], rules: [https] }));
    await stack.up(web({ name: "vault", secretInputs: ["name"], rules: [{ protocol: "sctp" }] }));
  },
};
