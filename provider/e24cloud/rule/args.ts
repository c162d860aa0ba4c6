import type * as pulumi from "@pulumi/pulumi";
import type { RuleId } from "../api/group";
import type { Draft, RuleMap } from "../../rules/rule-map";

/** A word of the API, in any letter case. */
type AnyCase<Word extends string> = Word | Lowercase<Word>;

/** A rule: the traffic that it allows. Whatever is left out is not limited. */
export interface RuleArgs {
  /** Which way connections are opened: `IN` to the servers of the group, `OUT` from them. @default "IN" */
  direction?: pulumi.Input<AnyCase<"IN" | "OUT">>;
  /** `TCP`, `UDP`, `ICMP`, `SCTP`, `ESP`, `AH`, `IPIP` or `GRE`, in any letter case. @default any protocol */
  protocol?: pulumi.Input<AnyCase<Protocol>>;
  /** Host or network that packets come from, such as `203.0.113.0/24`. @default any */
  srcAddress?: pulumi.Input<string>;
  /** Host or network that packets go to, such as `10.0.0.7`. @default any */
  dstAddress?: pulumi.Input<string>;
  /** `443`, `"443"` or `"9100-9104"`, instead of `minPort` and `maxPort`. With TCP, UDP and SCTP. @default all */
  ports?: pulumi.Input<number | string>;
  /** First port, as the API has it. @default that of `maxPort`; without either, all */
  minPort?: pulumi.Input<number>;
  /** Last port, as the API has it. @default that of `minPort`; without either, all */
  maxPort?: pulumi.Input<number>;
  /**
   * Hosts or networks of the remote side, one rule each: sources of incoming traffic, destinations of outgoing traffic. Such as
   * `["203.0.113.0/24", "198.51.100.7"]`.
   * @default any
   */
  cidrs?: pulumi.Input<pulumi.Input<string>[]>;
  /** Type of ICMP, 0 to 255; 8 is an echo request. @default all */
  icmpType?: pulumi.Input<number>;
  /** Code of ICMP, 0 to 255; with an `icmpType`. @default all */
  icmpCode?: pulumi.Input<number>;
  /** Returned by lookups, whose rules can be passed unchanged; has no effect. @default none */
  id?: pulumi.Input<number | string>;
}

/** A rule of a lookup, which may have values that programs cannot give. */
type FoundRule = Rule & { readonly id: RuleId };

/** Rules in any order, or the rules of a lookup. */
export type RulesInput = pulumi.Input<(pulumi.Input<RuleArgs> | FoundRule)[] | RuleMap<Rule>>;

/**
 * The canonical form of a rule. Two rules that allow the same in the same words are equal in every field; one that is
 * absent allows anything.
 */
export type Rule = {
  direction: "IN" | "OUT";
  protocol?: string | undefined;
  /** Network in canonical form. */
  srcAddress?: string | undefined;
  dstAddress?: string | undefined;
  minPort?: number | undefined;
  maxPort?: number | undefined;
  icmpType?: number | undefined;
  icmpCode?: number | undefined;
};

export type RuleDraft = Draft<Rule>;

export type { RuleId };

/** Protocols of the API and their IANA numbers. */
export const protocolNumbers = {
  TCP: 6,
  UDP: 17,
  ICMP: 1,
  SCTP: 132,
  ESP: 50,
  AH: 51,
  IPIP: 4,
  GRE: 47,
} as const;

export type Protocol = keyof typeof protocolNumbers;

/** Protocols whose packets have ports. */
export const protocolsWithPorts: readonly string[] = ["TCP", "UDP", "SCTP"] satisfies Protocol[];
