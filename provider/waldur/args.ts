import type * as pulumi from "@pulumi/pulumi";
import type { SecurityGroup } from "./resource";

/** One rule, with the API's own fields in camelCase and some conveniences. What is left out is any. */
export interface RuleArgs {
  /** @default "ingress" */
  direction?: pulumi.Input<"ingress" | "egress">;
  /** Address family. @default that of the CIDR, else IPv4 */
  ethertype?: pulumi.Input<"IPv4" | "IPv6">;
  /**
   * `tcp`, `udp`, `icmp` (ICMPv6 with IPv6 addresses), or `""` for any. Newer Waldur servers take any other by its IANA
   * number or the name that OpenStack has for it, such as `esp`. @default any
   */
  protocol?: pulumi.Input<string | number>;
  /** Ports of tcp and udp: `443`, `"443"` or `"9100-9104"`. @default all */
  ports?: pulumi.Input<number | string>;
  /** First port as the API has it, -1 for all; of ICMP the type. `ports` and `icmpType` read better. */
  fromPort?: pulumi.Input<number>;
  /** Last port as the API has it, -1 for all; of ICMP the code. */
  toPort?: pulumi.Input<number>;
  /** ICMP type, 0 to 255. @default all */
  icmpType?: pulumi.Input<number>;
  /** ICMP code, 0 to 255; needs a type. @default all */
  icmpCode?: pulumi.Input<number>;
  /** The other side's network, such as `10.0.0.0/8` or `2001:db8::/32`. A mask is needed; host bits are cleared. */
  cidr?: pulumi.Input<string>;
  /** Several networks: one rule for each. */
  cidrs?: pulumi.Input<pulumi.Input<string>[]>;
  /** The other side's security group: the resource, its uuid, its URL, or `"self"` for the rule's own group. */
  remoteGroup?: pulumi.Input<string> | SecurityGroup;
  /** At most 2,000 characters, and OpenStack may take fewer. No part of what a rule is. */
  description?: pulumi.Input<string>;
}

/** Rules in any order. */
export type RulesInput = pulumi.Input<pulumi.Input<RuleArgs>[]>;

export interface SecurityGroupArgs {
  /** Uuid or URL of the OpenStack tenant; a change replaces the group. @default the setting `waldur:tenant` */
  tenant?: pulumi.Input<string>;
  /** Unique in the tenant, at most 150 characters. @default the resource's own name */
  name?: pulumi.Input<string>;
  /** At most 2,000 characters. @default "" */
  description?: pulumi.Input<string>;
  /**
   * All the rules of the group; others are removed. Left out, the rules are not managed; `[]` allows nothing.
   * A group made through Waldur lets nothing out by itself: add `allow.egress()`.
   */
  rules?: RulesInput;
  /** Refuse a change of rules that would interrupt traffic which is allowed before and after. @default false */
  requireGapless?: pulumi.Input<boolean>;
  /** Whether a delete that also removes rules of other groups is told (`warn`) or refused (`error`). @default "warn" */
  guard?: pulumi.Input<"warn" | "error">;
  /**
   * Take over an existing group instead of making one: `true` for the one of that name in the tenant, where there is
   * one, or the group's uuid. Only so can OpenStack's own group `default` be managed, its rules alone.
   */
  adopt?: pulumi.Input<true | string>;
  /**
   * What to do about a group that Waldur cannot delete: fail, or make Waldur forget it, which needs the token
   * of a staff user. @default "fail"
   */
  onStuck?: pulumi.Input<"fail" | "unlink">;
}
