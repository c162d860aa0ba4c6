import * as pulumi from "@pulumi/pulumi";
import { checked } from "./checked";
import { tierGroups } from "./tier-groups";
import { type TierArgs, tierRules } from "./tier-rules";

export interface TieredApplicationArgs {
  /** Uuid or URL of the OpenStack tenant. @default the setting `waldur:tenant` */
  tenant?: pulumi.Input<string>;
  /** What the groups' names begin with. @default their own names in the program, or what `pulumi:autonaming` makes of them */
  groupName?: pulumi.Input<string>;
  /** The tiers by their names, which are in the names of their groups. */
  tiers: Record<string, TierArgs>;
}

/**
 * An application of several tiers: a Waldur group for each, with rules from what it offers and to whom.
 *
 * Tiers may name each other in a circle. A tier that lists its egress may also reach what other tiers offer it.
 *
 * @example
 * const shop = new TieredApplication("shop", {
 *   tiers: {
 *     web: { offers: [{ https: true, fromAnywhere: true }] },
 *     app: { offers: [{ tcp: ["8080"], fromTiers: ["web"] }] },
 *     database: { offers: [{ postgresql: true, fromTiers: ["app"] }], egress: [] },
 *   },
 * });
 */
export class TieredApplication extends pulumi.ComponentResource {
  /** Ids of the tiers' groups, by the tiers' names. */
  declare readonly groupIds: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: TieredApplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    const rules = checked(name, tierRules(args.tiers));
    super("security-groups:index:TieredApplication", name, { ...args }, opts);
    const groupOf = tierGroups(this, name, { ...args, rules });
    const ids = Object.keys(args.tiers).map((tier) => [tier, groupOf(tier).id] as const);
    this.groupIds = pulumi.output(Object.fromEntries(ids));
    this.registerOutputs({ groupIds: this.groupIds });
  }
}
