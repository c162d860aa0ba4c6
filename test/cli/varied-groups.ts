import type { Accounts, WaldurRule } from "./clouds";

/** Names that a program has to quote, number or rewrite. */
const ODD_NAMES = [
  "web",
  "Web servers (old)",
  "class",
  "waldur",
  "1st",
  'say "hello"',
  "it's",
  "${stack}-name",
  "zażółć gęślą jaźń",
  "日本語のグループ",
  "a.b[c]/d:e::f",
  "x".repeat(150),
  "trailing # comment",
  "---",
  "null",
  "tab\tand more",
  "HTTP edge",
  "http-edge",
];

const tcp = (from: number, to = from, more: WaldurRule = {}): WaldurRule => ({
  protocol: "tcp",
  from_port: from,
  to_port: to,
  ...more,
});

/** Rules of every kind that Waldur takes. */
const waldurRules: readonly (readonly WaldurRule[])[] = [
  [],
  [
    tcp(443),
    tcp(443, 443, { ethertype: "IPv6" }),
    { direction: "egress" },
    { direction: "egress", ethertype: "IPv6" },
  ],
  [tcp(22, 22, { cidr: "203.0.113.0/24", description: "office" }), tcp(22, 22, { cidr: "198.51.100.7/32" })],
  [
    tcp(22, 22, {
      cidr: "10.0.0.0/8",
      description: 'say "no" \\ to it, or do not, as it pleases the reader of such a long text',
    }),
  ],
  [{ protocol: "udp", from_port: 53, to_port: 53 }, tcp(53)],
  [{ protocol: "icmp" }, { protocol: "icmp", from_port: 8, to_port: 0 }, { protocol: "icmp", from_port: 3 }],
  [
    { protocol: "icmp", ethertype: "IPv6", from_port: 128, to_port: 0 },
    { protocol: "icmp", ethertype: "IPv6" },
  ],
  [{ protocol: "50" }, { protocol: "51" }, { protocol: "132" }, { protocol: "47" }],
  [{ protocol: "89" }, { protocol: "112" }, { protocol: "254" }],
  [tcp(9100, 9104), tcp(1, 65535), { protocol: "udp" }, { protocol: "tcp", cidr: "10.0.0.0/8" }],
  [{}, { ethertype: "IPv6" }],
  [tcp(5432, 5432, { cidr: "2001:db8::/32", ethertype: "IPv6" }), tcp(5432, 5432, { cidr: "10.20.0.0/16" })],
  [tcp(80), tcp(80, 80, { ethertype: "IPv6" }), tcp(443), tcp(443, 443, { ethertype: "IPv6" }), tcp(8080)],
  [{ direction: "egress", protocol: "tcp", from_port: 25, to_port: 25, cidr: "192.0.2.25/32" }, tcp(25)],
];

const HOW_MANY = 50;

/**
 * Fifty groups of each cloud, as varied as their APIs allow: all protocols, both families, groups that name themselves
 * and each other, duplicates made by hand, odd names, and one in error.
 */
export async function makeVariedGroups(accounts: Accounts): Promise<void> {
  makeE24cloudGroups(accounts);
  await makeWaldurGroups(accounts);
}

async function makeWaldurGroups(accounts: Accounts): Promise<void> {
  const { waldur } = accounts;
  const ids: string[] = [];
  for (let index = ids.length; index < HOW_MANY - 8; index += 1) {
    const rules = waldurRules[index % waldurRules.length] ?? [];
    ids.push(
      await accounts.waldurGroup(
        ODD_NAMES[index] ?? `group ${index}`,
        rules,
        index % 3 === 0 ? `number ${index}` : "",
      ),
    );
  }
  const make = (name: string) => accounts.waldurGroup(name);
  // Two that name each other, a ring of three, one that names itself, and one that names others.
  const [app, db] = [await make("app"), await make("db")];
  await accounts.setRules(app, [
    tcp(8080, 8080, { remote: db }),
    { direction: "egress", protocol: "tcp", from_port: 5432, to_port: 5432, remote: db },
  ]);
  await accounts.setRules(db, [
    tcp(5432, 5432, { remote: app }),
    tcp(5432, 5432, { remote: app, ethertype: "IPv6" }),
  ]);
  const ring = [await make("ring 1"), await make("ring 2"), await make("ring 3")];
  for (const [index, id] of ring.entries()) {
    await accounts.setRules(id, [tcp(7000 + index, 7000 + index, { remote: ring[(index + 1) % 3] ?? "" })]);
  }
  const self = await make("self");
  await accounts.setRules(self, [
    tcp(2379, 2380, { remote: self }),
    tcp(2379, 2380, { remote: self, ethertype: "IPv6" }),
    { protocol: "udp", remote: app },
  ]);
  // OpenStack refuses a rule that it has; by hand it gets others that allow the same.
  const twice = await make("duplicates");
  const ssh = { protocol: "tcp", port_range_min: 22, port_range_max: 22 };
  waldur.edits.addRule(twice, ssh);
  waldur.edits.addRule(twice, { ...ssh, remote_ip_prefix: "10.0.0.0/8", description: "by hand" });
  waldur.edits.addRule(twice, { protocol: "tcp", port_range_min: 1, port_range_max: 65535 });
  waldur.edits.addRule(twice, { protocol: "tcp" });
  await waldur.edits.backgroundPull(waldur.tenantUuid);
  await waldur.idle();
  // One that OpenStack refuses is in error.
  await accounts.waldurGroup("broken", [{ protocol: "tcp" }], "d".repeat(300));
}

type Wire = Readonly<Record<string, unknown>>;
const e24cloudRules: readonly (readonly Wire[])[] = [
  [],
  [
    { direction: "OUT" },
    { direction: "IN", protocol: "TCP", min_port: 22, max_port: 22 },
    { direction: "IN", protocol: "UDP", min_port: 67, max_port: 68 },
  ],
  [
    { direction: "IN", protocol: "TCP", min_port: 443, max_port: 443 },
    { direction: "IN", protocol: "TCP", min_port: 80, max_port: 80 },
  ],
  [
    { direction: "IN", protocol: "TCP", min_port: 22, max_port: 22, src_address: "203.0.113.0/24" },
    { direction: "IN", protocol: "TCP", min_port: 22, max_port: 22, src_address: "198.51.100.7" },
  ],
  [
    { direction: "IN", protocol: "ICMP", icmp_type: "8", icmp_code: "0" },
    { direction: "IN", protocol: "ICMP" },
  ],
  [
    { direction: "IN", protocol: "SCTP", min_port: 5000, max_port: 5010 },
    { direction: "IN", protocol: "ESP" },
    { direction: "IN", protocol: "AH" },
  ],
  [{ direction: "IN", protocol: "IPIP" }, { direction: "IN", protocol: "GRE" }, { direction: "IN" }],
  [{ direction: "IN", protocol: "TCP", min_port: 5432, max_port: 5432, src_address: "2001:db8::/32" }],
  [
    {
      direction: "IN",
      protocol: "TCP",
      min_port: 22,
      max_port: 22,
      src_address: "203.0.113.0/24",
      dst_address: "10.0.0.7/32",
    },
  ],
  [
    { direction: "IN", protocol: "TCP", min_port: 25, max_port: 25 },
    { direction: "IN", protocol: "TCP", min_port: 25, max_port: 25 },
  ],
  [
    { direction: "OUT", protocol: "TCP", min_port: 25, max_port: 25, dst_address: "192.0.2.25" },
    { direction: "IN", protocol: "UDP" },
  ],
];

function makeE24cloudGroups(accounts: Accounts): void {
  const { secondWriter, virtualMachines, users, resources } = accounts.e24cloud;
  for (let index = 0; index < HOW_MANY; index += 1) {
    const name = index >= HOW_MANY - 2 ? "same name" : (ODD_NAMES[index] ?? `group ${index}`);
    const id = accounts.e24cloudGroup(name, e24cloudRules[index % e24cloudRules.length]);
    const attach = (kind: string, member = "") =>
      secondWriter.change(id, `group-attach-${kind}`, { id: member });
    if (index % 7 === 0) attach("vm", virtualMachines[index % virtualMachines.length]);
    if (index % 11 === 0) attach("user", users[0]);
    if (index % 13 === 0) attach("resource", resources[0]);
    if (index === 20) secondWriter.overlay(id, { rules: { icmp_type: "any" } });
  }
}
