import * as pulumi from "@pulumi/pulumi";
import { directed, type Ends, servicePresets, type ServicePort, type ServicePresets } from "../net/services";
import { isAnywhere } from "../net/ranges";
import { strictPresets } from "../engine/presets";
import type { GroupResource, RuleArgs } from "./rule/args";

/**
 * A CIDR, a security group (the resource, its uuid or its URL), or `"self"` for the rule's own group.
 * An output may turn out to be any of these.
 */
export type Peer = pulumi.Input<string> | GroupResource;

/** Without `from` and `to`: from anywhere, IPv4 and IPv6. */
export interface AllowArgs extends Ends<Peer> {
  /** Description of each rule. @default "" */
  description?: pulumi.Input<string>;
}

type Far = { ethertype?: "IPv4" | "IPv6" } & (
  | { cidr: pulumi.Input<string>; remoteGroup?: undefined; peer?: undefined }
  | { remoteGroup: Peer; cidr?: undefined; peer?: undefined }
  | { peer: pulumi.Input<string>; cidr?: undefined; remoteGroup?: undefined }
);

const ANYWHERE = ["0.0.0.0/0", "::/0"];

/** The remote ends of rules: one for a CIDR, one for each family for a group. */
function farEnds(args: AllowArgs, otherwise: Ends<Peer>) {
  const { description } = args;
  return directed(args, otherwise).flatMap(({ inward, peer }) =>
    (isAnywhere(peer) ? ANYWHERE : [peer]).flatMap(farEnd).map((far) => ({
      direction: inward ? ("ingress" as const) : ("egress" as const),
      ...far,
      ...(description === undefined ? {} : { description }),
    })),
  );
}

function farEnd(peer: Peer): Far[] {
  if (pulumi.CustomResource.isInstance(peer) || (typeof peer === "string" && namesGroup(peer))) {
    return (["IPv4", "IPv6"] as const).map((ethertype) => ({ ethertype, remoteGroup: peer }));
  }
  return [typeof peer === "string" ? { cidr: peer } : { peer }];
}

function namesGroup(text: string): boolean {
  return (
    text === "self" || /^https?:/.test(text) || /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text)
  );
}

/** Protocols other than transports, by their IANA numbers, which newer Waldur servers accept. */
const PROTOCOLS = { tcp: "tcp", udp: "udp", esp: "50", ah: "51" } as const;

function rules({ protocol, ports }: ServicePort, args: AllowArgs = {}): RuleArgs[] {
  const limits = { protocol: PROTOCOLS[protocol], ...(ports === undefined ? {} : { ports }) };
  return farEnds(args, { from: ANYWHERE }).map((far) => ({ ...far, ...limits }));
}

/** By the family of the remote end; the check finds out where that is not known. */
function echoRequest({ ethertype, cidr }: Far): RuleArgs["icmpType"] {
  if (typeof cidr === "string") return cidr.includes(":") ? 128 : 8;
  if (ethertype === undefined) return "echo-request";
  return ethertype === "IPv6" ? 128 : 8;
}

const ownPresets = {
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

// Declared, so that editors show what is written above each service.
const presets: ServicePresets<AllowArgs, RuleArgs> & typeof ownPresets = {
  ...servicePresets<AllowArgs, RuleArgs>(rules),
  ...ownPresets,
};

/** Rules for services, such as `...allow.ssh({ from: "203.0.113.0/24" })`. An end that is given and empty is refused. */
export const allow = strictPresets(presets, (name) =>
  name === "egress" ? ["to", "description"] : ["from", "to", "description"],
);
