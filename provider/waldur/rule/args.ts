import type * as pulumi from "@pulumi/pulumi";
import type { Family } from "../../net/ranges";
import { type Draft, type RuleMap, type Report, isUnknown, UNKNOWN } from "../../rules/rule-map";
import type { Direction } from "../../traffic/traffic";
import { protocolHint } from "../../rules/values";
import { didYouMean } from "../../text/nearest";
import { quoted } from "../../text/printable";

/** A security group of the program: a `SecurityGroup`, made or looked up. */
export interface GroupResource extends pulumi.CustomResource {
  readonly tenant: pulumi.Output<string>;
  readonly backendId: pulumi.Output<string>;
}

/** The fields of a rule without its other side. */
interface OwnSideArgs {
  /** Which way connections are opened: `ingress` to the servers of the group, `egress` from them. @default "ingress" */
  direction?: pulumi.Input<"ingress" | "egress">;
  /** Address family. @default that of the CIDR, else IPv4 */
  ethertype?: pulumi.Input<"IPv4" | "IPv6">;
  /**
   * `tcp`, `udp`, `icmp` (ICMPv6 with IPv6 addresses), or `""` for any. Newer Waldur servers take any other by its IANA
   * number or the name that OpenStack has for it, such as `esp`. @default any
   */
  protocol?: pulumi.Input<ProtocolArg>;
  /** Ports of tcp and udp: `443`, `"443"` or `"9100-9104"`. @default all */
  ports?: pulumi.Input<number | string>;
  /** First port as the API has it, -1 for all; of ICMP the type. `ports` and `icmpType` read better. @default all */
  fromPort?: pulumi.Input<number>;
  /** Last port as the API has it, -1 for all; of ICMP the code. @default all */
  toPort?: pulumi.Input<number>;
  /** ICMP type, 0 to 255, or `"echo-request"`, which is another one in each family. @default all */
  icmpType?: pulumi.Input<number | "echo-request">;
  /** ICMP code, 0 to 255; needs a type. @default all */
  icmpCode?: pulumi.Input<number>;
  /**
   * At most 255 characters, which OpenStack takes. No part of what a rule is; OpenStack recreates a rule whose
   * description changes, which interrupts its traffic for a moment.
   * @default ""
   */
  description?: pulumi.Input<string>;
  /** Returned by lookups, whose rules can be passed unchanged; has no effect. @default none */
  id?: pulumi.Input<number>;
  /** The name of the group of `remoteGroup` in messages; lookups return it. Has no other effect. @default its name, if known */
  remoteGroupName?: pulumi.Input<string>;
}

/** The other side. */
interface OtherSideArgs {
  /** The other side's network, such as `10.0.0.0/8`, `2001:db8::/32` or a host. Host bits are cleared. @default anywhere */
  cidr?: pulumi.Input<string>;
  /** Several networks, one rule for each: `["10.0.0.0/8", "192.0.2.7"]`. @default anywhere */
  cidrs?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The other side's security group: the resource, its uuid, its URL, or `"self"` for the rule's own group. When that group is
   * deleted, OpenStack removes the rule.
   * @default anywhere
   */
  remoteGroup?: pulumi.Input<string> | GroupResource;
  /**
   * The other side where only `up` knows what it is: a network, which makes one rule, or a group by uuid, URL or `"self"`,
   * which makes one for each family. Presets use it for outputs.
   * @default anywhere
   */
  peer?: pulumi.Input<string>;
}

/** Some of the fields. It is like the compiler's own `Pick`, and shows in declarations as a type of this package. */
type Only<Fields, Names extends keyof Fields> = { [Name in Names]: Fields[Name] };

/** Of some fields one, or none. */
type AtMostOne<Fields> = {
  [Name in keyof Fields]-?: Only<Fields, Name> & { [Other in Exclude<keyof Fields, Name>]?: undefined };
}[keyof Fields];

/** One rule, with the API's own fields in camelCase and some conveniences. What is left out is any. */
export type RuleArgs = OwnSideArgs & AtMostOne<OtherSideArgs>;

/** A rule of a lookup, which may have values that programs cannot give. */
type FoundRule = Rule & { readonly id: number };

/** Rules in any order, or the rules of a lookup. */
export type RulesInput = pulumi.Input<(pulumi.Input<RuleArgs> | FoundRule)[] | RuleMap<Rule>>;

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
  /** The other side's group: an id, or `self` for the rule's own group. */
  readonly remoteGroup?: string | undefined;
  readonly description?: string | undefined;
};

export type RuleDraft = Draft<Rule>;

/**
 * Protocols that OpenStack knows by name, with their IANA numbers (neutron-lib, `IP_PROTOCOL_MAP`).
 * Where two names have one number, the first is the canonical one.
 */
const numbers = {
  hopopt: 0,
  icmp: 1,
  igmp: 2,
  ipip: 4,
  tcp: 6,
  egp: 8,
  udp: 17,
  dccp: 33,
  "ipv6-encap": 41,
  "ipv6-route": 43,
  "ipv6-frag": 44,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  "ipv6-icmp": 58,
  icmpv6: 58,
  "ipv6-nonxt": 59,
  "ipv6-opts": 60,
  ospf: 89,
  vrrp: 112,
  pgm: 113,
  sctp: 132,
  udplite: 136,
} as const;

const NUMBERS: ReadonlyMap<string, number> = new Map(Object.entries(numbers));

type ProtocolName = keyof typeof numbers;

/** What a program may write for a protocol: a name, `""` or `"any"`, or an IANA number. */
export type ProtocolArg = "" | "any" | ProtocolName | Uppercase<ProtocolName> | number | `${number}`;

const HIGHEST = 255;

/** Any protocol, as the API writes it. */
export const ANY_PROTOCOL = "";

/** Protocols that every Waldur takes by name. */
export const isWaldurProtocol = (protocol: string) => ["", "tcp", "udp", "icmp"].includes(protocol);

/** Protocols that have ports. */
export const hasPorts = (protocol: string) => protocol === "tcp" || protocol === "udp";

/** Protocols that OpenStack takes with IPv6 only, by name and by number (Neutron, `_validate_ethertype_and_protocol`). */
export const isIPv6Only = (protocol: string) =>
  ["ipv6-icmp", "ipv6-encap", "ipv6-route", "ipv6-frag", "ipv6-nonxt", "ipv6-opts"].includes(protocol);

/** The names that a rule may use, for messages. */
export const protocolNames = [...NUMBERS.keys()].filter((name) => name !== "icmpv6");

/**
 * The canonical name of a protocol: `""` for any, the name that OpenStack has for it, else the number as text.
 * Any other string stays, in lower case: rules imported from OpenStack can have any.
 */
export function canonicalProtocol(protocol: string): string {
  const text = protocol.trim().toLowerCase();
  if (text === "any") return ANY_PROTOCOL;
  const number = protocolNumber(text);
  return number === undefined ? text : (nameOf(number) ?? String(number));
}

/** The IANA number of a name or of a number written as text; undefined for any and for what is neither. */
export function protocolNumber(protocol: string): number | undefined {
  if (!/^\d{1,3}$/.test(protocol)) return NUMBERS.get(protocol);
  return Number(protocol) <= HIGHEST ? Number(protocol) : undefined;
}

const nameOf = (number: number) => [...NUMBERS].find(([, one]) => one === number)?.[0];

/** ICMP in both families is one protocol here, for every name or number that a server uses. */
export function protocolFor(ethertype: Family | undefined, protocol: string): string {
  const name = canonicalProtocol(protocol);
  return ethertype === "IPv6" && name === "ipv6-icmp" ? "icmp" : name;
}

/** Reads the protocol of a program; undefined where it is not one. */
export function readProtocol(value: unknown, report: Report): string | undefined {
  if (value === undefined) return "";
  if (isUnknown(value)) return UNKNOWN;
  const protocol =
    typeof value === "string" || typeof value === "number" ? canonicalProtocol(`${value}`) : undefined;
  if (protocol !== undefined && (protocol === "" || protocolNumber(protocol) !== undefined)) return protocol;
  const list = `write one of ${protocolNames.join(", ")}, a number from 0 to 255, or "" for any`;
  const remedy = protocolHint(value, ANY_REMEDY) ?? didYouMean(protocol ?? "", protocolNames, list);
  report(`protocol ${quoted(value)} is unknown: ${remedy}`);
  return undefined;
}

const ANY_REMEDY = 'write protocol: "", or leave it out, for any';
