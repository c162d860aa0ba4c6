import { z } from "zod";
import type { Family } from "../../net/cidr";
import type { Draft } from "../../rules/rule-map";
import type { Direction } from "../../traffic/traffic";
import { canonicalProtocol } from "./protocols";

/**
 * A rule in canonical form: what means the same is the same. The fields are the API's own in camelCase; one that limits
 * nothing or says nothing is absent, which keeps state and previews short.
 */
export type Rule = {
  readonly direction: Direction;
  readonly ethertype: Family;
  /** `""` any, `tcp`, `udp`, `icmp` (ICMPv6 too, by the ethertype), OpenStack's name of another or its IANA number. */
  readonly protocol: string;
  /** First port, or ICMP type. */
  readonly fromPort?: number | undefined;
  /** Last port, or ICMP code. */
  readonly toPort?: number | undefined;
  /** The other side's network; absent where it is a group. Any address is `0.0.0.0/0` or `::/0`. */
  readonly cidr?: string | undefined;
  /** The other side's group: an id, or `self` for the group that the rule stands in. */
  readonly remoteGroup?: string | undefined;
  readonly description?: string | undefined;
};

export type RuleDraft = Draft<Rule>;

/** The rule's own group, whose id may not be known yet. */
export const SELF = "self";
/** What the API writes for any port, type or code. */
export const ANY = -1;

export const anyAddress = (ethertype: Family) => (ethertype === "IPv6" ? "::/0" : "0.0.0.0/0");

/** ICMP in both families is one protocol here, for every name or number that a server uses. */
export function protocolFor(ethertype: Family | undefined, protocol: string): string {
  const name = canonicalProtocol(protocol);
  return ethertype === "IPv6" && name === "ipv6-icmp" ? "icmp" : name;
}

const storedRule = z.object({
  direction: z.enum(["ingress", "egress"]),
  ethertype: z.enum(["IPv4", "IPv6"]),
  protocol: z.string(),
  fromPort: z.number().optional(),
  toPort: z.number().optional(),
  cidr: z.string().optional(),
  remoteGroup: z.string().optional(),
  description: z.string().optional(),
});

/** A canonical rule as it stands in state; undefined where it is none. */
export function readStoredRule(raw: unknown): Rule | undefined {
  return storedRule.safeParse(raw).data;
}

/** Whether two rules are the same in every field, the description included. */
export function sameRule(a: Rule, b: Rule): boolean {
  return storedRule.keyof().options.every((field) => a[field] === b[field]);
}
