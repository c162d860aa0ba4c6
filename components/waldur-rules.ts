import { allow, type AllowArgs, type Peer, type RuleArgs, type SecurityGroup } from "../provider/waldur";
import type { NeutralRule } from "./neutral-rules";
import type { TierRule } from "./tier-rules";

/** A neutral rule as rules of a Waldur group: one for a network, one for each family for a group and for anywhere. */
export function waldurRules({ peer, ...rule }: NeutralRule): RuleArgs[] {
  return rulesWith(rule, typeof peer === "string" ? WORDS[peer] : [peer.cidr]);
}

/** The same for the rule of a tier. */
export function waldurTierRules({ peer, ...rule }: TierRule, groupOf: GroupOf): RuleArgs[] {
  if (typeof peer === "string" || !("tier" in peer)) return waldurRules({ ...rule, peer });
  return rulesWith(rule, [groupOf(peer.tier)]);
}

/** The group of a tier, by the tier's name. */
export type GroupOf = (tier: string) => SecurityGroup;

const WORDS = { anywhere: ["0.0.0.0/0", "::/0"], members: ["self"] };

function rulesWith(rule: Omit<NeutralRule, "peer">, peers: Peer[]): RuleArgs[] {
  const { direction, traffic, description } = rule;
  const ends: AllowArgs = {
    ...(direction === "ingress" ? { from: peers } : { to: peers }),
    ...(description === undefined ? {} : { description }),
  };
  if (typeof traffic === "string") return allow[traffic](ends);
  return allow.all(ends).map((any) => ({ ...any, ...traffic }));
}
