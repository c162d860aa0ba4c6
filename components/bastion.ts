import * as pulumi from "@pulumi/pulumi";
import { checked } from "./checked";
import { cidrProblems } from "./neutral-rules";
import { tierGroups } from "./tier-groups";
import { tierRules } from "./tier-rules";
import type { EgressArgs } from "./traffic-args";

export interface BastionArgs {
  /** Uuid or URL of the OpenStack tenant. @default the setting `waldur:tenant` */
  tenant?: pulumi.Input<string>;
  /** What the groups' names begin with. @default their own names in the program, or what `pulumi:autonaming` makes of them */
  groupName?: pulumi.Input<string>;
  /** Networks of the offices, which may reach the bastion by SSH: `["203.0.113.0/24"]`. */
  fromCidrs: pulumi.Input<string>[];
  /**
   * Uuid or URL of the virtual machine that is the bastion, which gets its group; its other groups stay.
   * @default none: attach the group yourself
   */
  server?: pulumi.Input<string>;
  /** Where the bastion may connect to, besides SSH to the servers behind it. @default nothing */
  egress?: EgressArgs[];
}

/**
 * A way in for administrators: SSH from the offices to a bastion, and from the bastion to the servers behind it.
 *
 * It makes two Waldur groups. The bastion takes one; each server behind it takes the other in addition to its own groups,
 * whose rules stay as they are.
 *
 * @example
 * const { bastionGroupId, behindGroupId } = new Bastion("admin", { fromCidrs: ["203.0.113.0/24"] });
 */
export class Bastion extends pulumi.ComponentResource {
  /** Id of the group that the bastion takes. */
  declare readonly bastionGroupId: pulumi.Output<string>;
  /** Id of the group that the servers behind it take. */
  declare readonly behindGroupId: pulumi.Output<string>;

  constructor(name: string, args: BastionArgs, opts?: pulumi.ComponentResourceOptions) {
    const { tenant, groupName, fromCidrs, server, egress = [] } = args;
    const tiers = {
      bastion: {
        offers: [{ ssh: true, fromCidrs }],
        egress,
        ...(server === undefined ? {} : { servers: { server } }),
      },
      behind: { offers: [{ ssh: true, fromTiers: ["bastion"] }], egress: [] },
    };
    const problems = cidrProblems("fromCidrs", fromCidrs);
    const rules = checked(name, problems.length > 0 ? { rules: new Map(), problems } : tierRules(tiers));
    super("security-groups:index:Bastion", name, { ...args }, opts);
    const groupOf = tierGroups(this, name, { tenant, groupName, tiers, rules });
    this.bastionGroupId = groupOf("bastion").id;
    this.behindGroupId = groupOf("behind").id;
    this.registerOutputs({ bastionGroupId: this.bastionGroupId, behindGroupId: this.behindGroupId });
  }
}
