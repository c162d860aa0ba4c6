import type * as pulumi from "@pulumi/pulumi";
import { directed, type Ends, servicePresets, type ServicePort, type ServicePresets } from "../net/services";
import { isAnywhere } from "../net/ranges";
import { strictPresets } from "../engine/presets";
import type { RuleArgs } from "./rule/args";
import { ANY_ADDRESS } from "./rule/fields";

/** A CIDR or a host address. Without `from` and `to`: from anywhere. */
export type AllowArgs = Ends<pulumi.Input<string>>;

type Far = Pick<RuleArgs, "direction" | "srcAddress" | "dstAddress">;

/** The remote ends of rules. */
function farEnds(args: AllowArgs, otherwise: Ends<pulumi.Input<string>>): Far[] {
  return directed(args, otherwise).map(({ inward, peer }) => {
    const address = isAnywhere(peer) ? ANY_ADDRESS : peer;
    return inward ? { direction: "IN", srcAddress: address } : { direction: "OUT", dstAddress: address };
  });
}

const FROM_ANYWHERE = { from: ANY_ADDRESS };
const TO_ANYWHERE = { to: ANY_ADDRESS };

function rules({ protocol, ports }: ServicePort, args: AllowArgs = {}): RuleArgs[] {
  const limits = ports === undefined ? { protocol } : { protocol, ports };
  return farEnds(args, FROM_ANYWHERE).map((far) => ({ ...far, ...limits }));
}

const ownPresets = {
  /** Echo requests (RFC 792); the replies need no rule of their own. */
  ping: (args: AllowArgs = {}): RuleArgs[] =>
    farEnds(args, FROM_ANYWHERE).map((far) => ({ ...far, protocol: "icmp", icmpType: 8, icmpCode: 0 })),

  /** Everything out, to anywhere unless `to` says where. An active firewall lets nothing out by itself. */
  egress: (args: Pick<AllowArgs, "to"> = {}): RuleArgs[] => farEnds(args, TO_ANYWHERE),

  /** Every protocol and port. */
  all: (args: AllowArgs = {}): RuleArgs[] => farEnds(args, FROM_ANYWHERE),
};

// Declared, so that editors show what is written above each service.
const presets: ServicePresets<AllowArgs, RuleArgs> & typeof ownPresets = {
  ...servicePresets<AllowArgs, RuleArgs>(rules),
  ...ownPresets,
};

/** Rules for services, such as `...allow.ssh({ from: "203.0.113.0/24" })`. An end that is given and empty is refused. */
export const allow = strictPresets(presets, (name) => (name === "egress" ? ["to"] : ["from", "to"]));
