import type { Properties } from "../../host/properties";

/** A type of resource, with inputs of which nearly every field is used. */
export interface Subject {
  readonly handler: "waldurSecurityGroup" | "waldurSecurityGroupRules" | "e24cloudFirewallGroup";
  readonly type: string;
  /** @param name of the resource, which no other sample has */
  inputs(world: { groupId: string; virtualMachine: string }, name: string): Properties;
}

/** Long enough for a server that answers at once, and ends an endless wait. */
const timeouts = { create: "3s", update: "3s", delete: "3s" };

const waldurRules = (groupId: string): Properties[] => [
  { protocol: "tcp", ports: "80-443", cidr: "10.0.0.0/8", description: "office" },
  { protocol: "udp", fromPort: 53, toPort: 53, cidrs: ["10.0.0.0/8", "192.0.2.0/24"] },
  { direction: "egress", ethertype: "IPv6", protocol: "icmp", icmpType: 128, icmpCode: 0, cidr: "::/0" },
  { protocol: "tcp", ports: 5432, remoteGroup: groupId },
  { protocol: "udp", ports: 123, remoteGroup: "self" },
];

export const subjects: readonly Subject[] = [
  {
    handler: "waldurSecurityGroup",
    type: "security-groups:waldur:SecurityGroup",
    inputs: ({ groupId }, name) => ({
      name,
      description: "servers",
      rules: waldurRules(groupId),
      requireGapFree: false,
      guard: "warn",
      lint: "warn",
      onStuck: "fail",
      timeouts,
    }),
  },
  {
    handler: "waldurSecurityGroupRules",
    type: "security-groups:waldur:SecurityGroupRules",
    // Always the same resource: two may not own the rules of one group.
    inputs: ({ groupId }) => ({
      name: "web",
      securityGroup: groupId,
      rules: waldurRules(groupId).slice(0, 3),
      onDestroy: "empty",
      lint: "warn",
      timeouts,
    }),
  },
  {
    handler: "e24cloudFirewallGroup",
    type: "security-groups:e24cloud:FirewallGroup",
    inputs: ({ virtualMachine }, name) => ({
      name,
      rules: [
        { direction: "IN", protocol: "TCP", minPort: 80, maxPort: 443, srcAddress: "10.0.0.0/8" },
        { protocol: "icmp", icmpType: 8, icmpCode: 0, cidrs: ["10.0.0.0/8", "2001:db8::/32"] },
        { direction: "OUT", protocol: "udp", ports: "53", dstAddress: "192.0.2.0/24" },
      ],
      virtualMachines: [virtualMachine],
      exclusiveMembers: true,
      active: true,
      defaultRules: "remove",
      guard: "warn",
      lint: "warn",
      keepReachable: [{ protocol: "tcp", ports: 443, from: "10.0.0.0/8" }],
      timeouts,
    }),
  },
];
