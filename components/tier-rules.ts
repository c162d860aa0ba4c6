import type * as pulumi from "@pulumi/pulumi";
import {
  egressRules,
  ingressRules,
  joined,
  type NeutralRule,
  type Peer,
  type Reading,
} from "./neutral-rules";
import { lackOf } from "../provider/rules/values";
import type { EgressArgs, IngressArgs } from "./traffic-args";

/** Something that a tier offers, and to whom. */
export interface OfferArgs extends IngressArgs {
  /** Other tiers, by their names: `["web"]`. @default none */
  fromTiers?: string[];
}

/** Servers that have the same task and the same rules. */
export interface TierArgs {
  /** What the tier's group says about itself. @default "" */
  description?: pulumi.Input<string>;
  /** What others may connect to, such as `[{ https: true, fromAnywhere: true }]`. @default nothing */
  offers?: OfferArgs[];
  /**
   * Where the tier itself may connect to, besides what other tiers offer it. `[]`: nothing else.
   * @default everything, anywhere
   */
  egress?: EgressArgs[];
  /**
   * Virtual machines that get the tier's group: their uuids or URLs, by names that are in those of the attachments. Their other
   * groups stay.
   * @default none: attach the group with a `waldur.SecurityGroupAttachment`, or where servers are created
   * @example
   * servers: { "web-1": serverId }
   */
  servers?: Record<string, pulumi.Input<string>>;
  /**
   * The tier's former name. With it the tier keeps its group, whose name stays, and no rule of any tier changes; without it
   * the old group is deleted and a new one made.
   * @default the tier was never called otherwise
   */
  renamedFrom?: string;
}

/** A rule between tiers, or between a tier and the rest of the world. */
export type TierRule = NeutralRule<Peer | { tier: string }>;

type Tiers = Readonly<Record<string, TierArgs>>;
type Offers = ReadonlyMap<string, Reading<TierRule[]>>;

/** The tiers' rules, by the tiers' names. */
export function tierRules(tiers: Tiers): Reading<Map<string, TierRule[]>> {
  const named = Object.entries(tiers);
  const offers = new Map(named.map(([name, tier]) => [name, offered(name, tier, Object.keys(tiers))]));
  const readings = named.map(([name, tier]) =>
    joined([offers.get(name) ?? NONE, outgoing(name, tier, offers)]),
  );
  const empty = named.length === 0 ? ["tiers is empty: name at least one"] : [];
  return {
    rules: new Map(named.map(([name], n) => [name, readings[n]?.rules ?? []])),
    problems: [
      ...empty,
      ...named.flatMap(egressProblems),
      ...readings.flatMap(({ problems }) => problems),
      ...renamingProblems(tiers),
    ],
  };
}

const NONE: Reading<TierRule[]> = { rules: [], problems: [] };
const EVERYWHERE: EgressArgs = { everything: true, toAnywhere: true };

function offered(name: string, { offers = [] }: TierArgs, names: string[]): Reading<TierRule[]> {
  return joined(
    offers.map(({ fromTiers, ...entry }, n) => {
      const at = `tiers.${name}.offers[${n}]`;
      const peers = fromTiers?.map((tier) => (tier === name ? "members" : { tier }));
      const { rules, problems } = ingressRules(entry, at, peers);
      const misspelt = fromTiers?.filter((tier) => !names.includes(tier)) ?? [];
      const known = `there are ${names.join(", ")}`;
      return {
        rules,
        problems: [
          ...problems,
          ...misspelt.map((tier) => `${at} names the tier ${tier}, which does not exist: ${known}`),
        ],
      };
    }),
  );
}

/** Only an egress that is left out allows everything: an empty value is refused. */
function egressProblems([name, tier]: [string, TierArgs]): string[] {
  const lack = Object.hasOwn(tier, "egress") ? lackOf(tier.egress) : undefined;
  return lack === undefined
    ? []
    : [`tiers.${name}.egress ${lack}: set a list, or leave it out to allow everything`];
}

function outgoing(name: string, { egress }: TierArgs, offers: Offers): Reading<TierRule[]> {
  if (lackOf(egress) !== undefined || egress === undefined) return egressRules(EVERYWHERE, `tiers.${name}`);
  const readings = egress.map((entry, n) => egressRules(entry, `tiers.${name}.egress[${n}]`));
  return joined([{ rules: toOffers(name, offers), problems: [] }, ...readings]);
}

/** What a tier may connect to because the other end lets it in. */
function toOffers(name: string, offers: Offers): TierRule[] {
  return [...offers].flatMap(([tier, { rules }]) =>
    rules.flatMap((rule): TierRule[] => {
      if (tier === name) return rule.peer === "members" ? [{ ...rule, direction: "egress" }] : [];
      const invited = typeof rule.peer === "object" && "tier" in rule.peer && rule.peer.tier === name;
      return invited ? [{ ...rule, direction: "egress", peer: { tier } }] : [];
    }),
  );
}

function renamingProblems(tiers: Tiers): string[] {
  return Object.entries(tiers).flatMap(([name, { renamedFrom }]) =>
    renamedFrom !== undefined && Object.hasOwn(tiers, renamedFrom)
      ? [`tiers.${name}.renamedFrom is ${renamedFrom}, which is still a tier: leave one of them out`]
      : [],
  );
}
