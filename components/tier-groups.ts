import * as pulumi from "@pulumi/pulumi";
import { SecurityGroup, SecurityGroupAttachment, SecurityGroupRules } from "../provider/waldur";
import type { TierArgs, TierRule } from "./tier-rules";
import { type GroupOf, waldurTierRules } from "./waldur-rules";

export interface TiersArgs {
  tenant?: pulumi.Input<string> | undefined;
  /** What the groups' names begin with. */
  groupName?: pulumi.Input<string> | undefined;
  tiers: Readonly<Record<string, TierArgs>>;
  /** The rules of each tier. */
  rules: ReadonlyMap<string, TierRule[]>;
}

/**
 * A group for each tier, then the rules of each, so that tiers may name each other, then the groups of their servers. Returns the group
 * of a tier.
 *
 * Children are named after their tiers: adding or removing a tier does not touch the groups of the others. A group goes last,
 * once no rule of another one names it.
 */
export function tierGroups(
  parent: pulumi.ComponentResource,
  name: string,
  { tenant, groupName, tiers, rules }: TiersArgs,
): GroupOf {
  const options = ({ renamedFrom: former }: TierArgs, end = ""): pulumi.CustomResourceOptions =>
    former === undefined ? { parent } : { parent, aliases: [{ name: `${name}-${former}${end}` }] };

  const groups = new Map<string, SecurityGroup>();
  const groupOf: GroupOf = (tier) => {
    const group = groups.get(tier);
    if (group === undefined) throw new Error(`${name} has no tier ${tier}`);
    return group;
  };
  for (const [tier, args] of Object.entries(tiers)) {
    const { description } = args;
    const named = groupName === undefined ? {} : { name: pulumi.interpolate`${groupName}-${tier}` };
    groups.set(tier, new SecurityGroup(`${name}-${tier}`, { tenant, description, ...named }, options(args)));
  }
  for (const [tier, args] of Object.entries(tiers)) {
    const own = (rules.get(tier) ?? []).flatMap((rule) => waldurTierRules(rule, groupOf));
    const set = new SecurityGroupRules(
      `${name}-${tier}`,
      { securityGroup: groupOf(tier), rules: own },
      options(args),
    );
    for (const [server, instance] of Object.entries(args.servers ?? {})) {
      // A group without its rules lets nothing through.
      const more = { ...options(args, `-${server}`), dependsOn: set };
      const groups = [groupOf(tier)];
      new SecurityGroupAttachment(`${name}-${tier}-${server}`, { instance, securityGroups: groups }, more);
    }
  }
  return groupOf;
}
