import * as pulumi from "@pulumi/pulumi";
import { directed, type Ends, servicePresets } from "../core/rules/presets";
import type { ServicePort } from "../core/net/services";
import type { GroupResource, RuleArgs } from "./rule/args";

/**
 * A CIDR, a security group (the resource, its uuid or its URL), or `"self"` for the group that the rule stands in.
 * A value not known before `up` counts as a CIDR: give the group itself where a group is meant.
 */
export type Peer = pulumi.Input<string> | GroupResource;

/** Without `from` and `to`: from anywhere, IPv4 and IPv6. */
export interface AllowArgs extends Ends<Peer> {
  description?: pulumi.Input<string>;
}

interface Far {
  ethertype?: "IPv4" | "IPv6";
  cidr?: pulumi.Input<string>;
  remoteGroup?: Peer;
}

const ANYWHERE = ["0.0.0.0/0", "::/0"];

/** The far ends of rules: one for a CIDR, one for each family for a group. */
function farEnds(args: AllowArgs, otherwise: Ends<Peer>) {
  return directed(args, otherwise).flatMap(({ inward, peer }) =>
    farEnd(peer).map((far) => ({
      direction: inward ? ("ingress" as const) : ("egress" as const),
      ...far,
      description: args.description,
    })),
  );
}

function farEnd(peer: Peer): Far[] {
  if (pulumi.CustomResource.isInstance(peer) || (typeof peer === "string" && namesGroup(peer))) {
    return (["IPv4", "IPv6"] as const).map((ethertype) => ({ ethertype, remoteGroup: peer }));
  }
  return [{ cidr: peer }];
}

function namesGroup(text: string): boolean {
  return (
    text === "self" || /^https?:/.test(text) || /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text)
  );
}

/** Protocols that are no transport, by their IANA numbers, which newer Waldur servers take. */
const PROTOCOLS = { tcp: "tcp", udp: "udp", esp: "50", ah: "51" };

function rules({ protocol, ports }: ServicePort, args: AllowArgs = {}): RuleArgs[] {
  return farEnds(args, { from: ANYWHERE }).map((far) => ({ ...far, protocol: PROTOCOLS[protocol], ports }));
}

/** Echo request is type 8 in ICMP (RFC 792) and 128 in ICMPv6 (RFC 4443). */
function echoRequest({ ethertype, cidr }: Far): pulumi.Input<number> {
  const typeFor = (text: string) => (text.includes(":") ? 128 : 8);
  if (cidr === undefined) return ethertype === "IPv6" ? 128 : 8;
  return typeof cidr === "string" ? typeFor(cidr) : pulumi.output(cidr).apply(typeFor);
}

export const allow = {
  ...servicePresets<AllowArgs, RuleArgs>(rules),

  /** Echo requests; the replies need no rule of their own. */
  ping: (args: AllowArgs = {}): RuleArgs[] =>
    farEnds(args, { from: ANYWHERE }).map((far) => ({
      ...far,
      protocol: "icmp",
      icmpType: echoRequest(far),
      icmpCode: 0,
    })),

  /** Everything out, to anywhere unless `to` says where. A group made through Waldur has no egress of its own. */
  egress: (args: Omit<AllowArgs, "from"> = {}): RuleArgs[] =>
    farEnds(args, { to: ANYWHERE }).map((far) => ({ ...far, protocol: "" })),

  /** Every protocol and port. */
  all: (args: AllowArgs = {}): RuleArgs[] =>
    farEnds(args, { from: ANYWHERE }).map((far) => ({ ...far, protocol: "" })),
};
