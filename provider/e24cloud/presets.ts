import type * as pulumi from "@pulumi/pulumi";
import { directed, type Ends, servicePresets } from "../core/rules/presets";
import type { ServicePort } from "../core/net/services";
import type { RuleArgs } from "./rule/args";

/** A CIDR or a host address. Without `from` and `to`: from anywhere. */
export type AllowArgs = Ends<pulumi.Input<string>>;

type Far = Pick<RuleArgs, "direction" | "srcAddress" | "dstAddress">;

/** The far ends of rules: an absent address is any address, whatever its family. */
function farEnds(args: AllowArgs, otherwise: Ends<undefined>): Far[] {
  return directed<pulumi.Input<string> | undefined>(args, otherwise).map(({ inward, peer }) =>
    inward ? { direction: "IN", srcAddress: peer } : { direction: "OUT", dstAddress: peer },
  );
}

const FROM_ANYWHERE = { from: [undefined] };
const TO_ANYWHERE = { to: [undefined] };

function rules({ protocol, ports }: ServicePort, args: AllowArgs = {}): RuleArgs[] {
  return farEnds(args, FROM_ANYWHERE).map((far) => ({ ...far, protocol, ports }));
}

export const allow = {
  ...servicePresets<AllowArgs, RuleArgs>(rules),

  /** Echo requests (RFC 792); the replies need no rule of their own. */
  ping: (args: AllowArgs = {}): RuleArgs[] =>
    farEnds(args, FROM_ANYWHERE).map((far) => ({ ...far, protocol: "icmp", icmpType: 8, icmpCode: 0 })),

  /** Everything out, to anywhere unless `to` says where. An active firewall lets nothing out by itself. */
  egress: (args: Pick<AllowArgs, "to"> = {}): RuleArgs[] => farEnds(args, TO_ANYWHERE),

  /** Every protocol and port. */
  all: (args: AllowArgs = {}): RuleArgs[] => farEnds(args, FROM_ANYWHERE),
};
