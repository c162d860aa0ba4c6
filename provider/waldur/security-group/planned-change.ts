import type { Props } from "../../kit/handlers";
import type { WithSecrets } from "../../kit/secrets";
import { listRules } from "../../rules/codec";
import { rulesOutside } from "../../rules/foreign-rules";
import {
  isFields,
  type RuleReader,
  type RuleMap,
  keyedMap,
  rulesInState,
  sameRules,
  storedRules,
  containsUnknown,
} from "../../rules/rule-map";
import type { WireGroup } from "../api/schema";
import { isFinished, TAKES_OVER, readUnreturnable, liveRules } from "./state";
import { isWaldurProtocol, type Rule } from "../rule/args";
import { ruleNaming, type RuleNaming, sameRule } from "../rule/fields";
import {
  gapText,
  fated,
  type FatedRule,
  LOST_REMEDY,
  lostText,
  rulesOfFate,
  isIcmpV6,
  planRules,
} from "./plan";
import { type WaldurCheck, knownTenant, tenantPreviews } from "../api/session";
import { growthNotes, remainingRoom } from "../api/quota";
import type { RulesCheck } from "../../kit/check-rules";
import { ruleReader } from "../rule/parse";
import { knownTraffic } from "../rule/traffic";

/** What a write of a group's rules begins with, as a preview knows it. */
export interface Start {
  readonly current: readonly FatedRule[];
  /** Rules of others that the write leaves alone. */
  readonly foreign: RuleMap<Rule>;
  /** Whether it is known which rules Waldur accepts back: older state does not say. */
  readonly isReturnKnown: boolean;
  /** Whether they have just been read, so that they are news. */
  readonly isLive: boolean;
}

/** All live rules, which the program adopts. */
export const liveStart = (group: WireGroup): Start => ({
  current: liveRules(group),
  foreign: {},
  isReturnKnown: true,
  isLive: true,
});

/** The rules as state has them; undefined where it has none. @param inputs of the program */
export function startInState(
  outputs: Props,
  { foreignRules, rules: wanted }: Props,
  language: RuleReader<Rule>,
): Start | undefined {
  const rules = rulesInState(outputs["rules"], language);
  if (rules === undefined) return undefined;
  const foreign = rulesInState(outputs["unmanagedRules"], language) ?? {};
  const unreturnable = readUnreturnable(outputs);
  const current = Object.entries({ ...foreign, ...rules }).map(([key, rule]) =>
    fated({ key, rule }, unreturnable?.[key] ?? "kept"),
  );
  const isWritten = !isFinished(outputs) || !isSameAs(rules, wanted, language);
  const isRemoved = isWritten && (foreignRules === "remove" || outputs[TAKES_OVER] === true);
  const left = isRemoved ? {} : rulesOutside(foreign, isFields(wanted) ? wanted : {});
  return { current, foreign: left, isReturnKnown: unreturnable !== undefined, isLive: false };
}

/** Whether the program wants the rules that state has: then an update touches none, whatever else it changes. */
function isSameAs(rules: RuleMap<Rule>, wanted: unknown, language: RuleReader<Rule>): boolean {
  const known = containsUnknown(wanted) ? undefined : storedRules(wanted, language);
  return known !== undefined && sameRules(rules, known, sameRule);
}

/** All rules that a group has before its change. */
export const rulesAtStart = ({ current }: Start): RuleMap<Rule> => keyedMap(current);

/** A change of a group's rules, as a preview knows it. */
export interface RulesChange extends WithSecrets {
  readonly start: Start;
  readonly wanted: RuleMap<Rule>;
  readonly tenant: string | undefined;
  /** Identifies the resource among those that add rules to the tenant. */
  readonly resource: string;
}

/** What a change means for the rules that stay. */
export interface PlannedChange {
  /** Why traffic that stays allowed is interrupted. */
  readonly gap?: string | undefined;
  /** What a change without a gap depends on. */
  readonly provided?: string | undefined;
  /** Sentences about what must not be done. */
  readonly problems: readonly string[];
  /** Sentences about that. */
  readonly remarks: readonly string[];
  /** Warnings about quotas. */
  readonly quota: readonly string[];
}

/** Plans a change of rules before it is made. The quota is asked where there must be more rules, if only for a moment. */
export async function plannedChange(work: WaldurCheck, change: RulesChange): Promise<PlannedChange> {
  const { start, wanted } = change;
  const { current, foreign, isLive, isReturnKnown } = start;
  const nameOf = ruleNaming(change);
  const all = { ...foreign, ...wanted };
  const direct = planRules(current, all);
  const lost = rulesOfFate(current, all, "lost");
  if (direct.calls === 0) {
    const remarks = isLive
      ? [
          ...lostRemarks(lost, nameOf),
          ...recreatedRemarks(start, all, nameOf, "each change of rules recreates"),
        ]
      : [];
    return { problems: [], remarks, quota: [] };
  }
  await learnNames(work, change, all);
  const growth = Object.keys(all).length - current.length;
  const { room, notes } = await quotaOf(work, change, growth, direct.calls === 2);
  const plan = direct.calls === 2 ? planRules(current, all, room) : direct;
  const provisos = [
    ...(direct.calls === 2 && room === undefined ? ["the quota has room"] : []),
    ...(isReturnKnown ? [] : ["Waldur accepts all its rules back, which state does not show"]),
    ...(rulesOfFate(current, all, "unsure").length === 0 ? [] : ["this Waldur takes protocol numbers"]),
  ];
  return {
    gap: plan.gaps.length === 0 ? undefined : gapText(plan.gaps, nameOf),
    provided: provisos.length === 0 ? undefined : provisos.join(" and "),
    problems: lost.length === 0 ? [] : [`${lostText(lost, nameOf)}. ${LOST_REMEDY}`],
    remarks: recreatedRemarks(start, all, nameOf, "recreates"),
    quota: notes,
  };
}

/** Learns what the groups in rules that change are called, such as one that the program no longer has: it knows only the others. */
async function learnNames(
  { session }: WaldurCheck,
  { start, tenant }: RulesChange,
  all: RuleMap<Rule>,
): Promise<void> {
  const removed = start.current.filter(({ key }) => all[key] === undefined);
  const groups = removed.flatMap(({ rule }) => rule.remoteGroup ?? []);
  if (tenant === undefined || groups.every((id) => id === "self" || session().names.nameOf(id) !== undefined))
    return;
  await tenantPreviews(session()).of(tenant, () => undefined);
}

/** What the tenant's quota says about a change; `room` is undefined where that is not known. */
async function quotaOf(
  { run, session }: WaldurCheck,
  { tenant, resource, start }: RulesChange,
  growth: number,
  needsBoth: boolean,
): Promise<{ readonly room?: number | undefined; readonly notes: readonly string[] }> {
  if (tenant === undefined || (growth <= 0 && !needsBoth)) return { notes: [] };
  const wire = await knownTenant(session(), tenant).catch(() => undefined);
  // What is new or adopted has been counted already.
  const { exceeded, nearly } = start.isLive
    ? { exceeded: [], nearly: [] }
    : growthNotes(run, wire, { tenant, resource, groups: 0, rules: growth });
  return { room: remainingRoom(run, wire, { tenant, resource }), notes: [...exceeded, ...nearly] };
}

const lostRemarks = (rules: readonly Rule[], nameOf: RuleNaming) =>
  rules.length === 0 ? [] : [`${lostText(rules, nameOf)}. ${LOST_REMEDY}`];

function recreatedRemarks(
  { current }: Start,
  wanted: RuleMap<Rule>,
  nameOf: RuleNaming,
  what: string,
): string[] {
  const rules = rulesOfFate(current, wanted, "recreated").filter((rule) => !isIcmpV6(rule));
  const byName = rules.filter(({ protocol }) => isWaldurProtocol(protocol));
  const byNumber = rules.filter((rule) => !byName.includes(rule));
  return [
    { some: byName, how: "by name" },
    { some: byNumber, how: "as a protocol number" },
  ].flatMap(({ some, how }) =>
    some.length === 0
      ? []
      : [
          `${what} ${listRules(some, nameOf)} in OpenStack ${how}, since Waldur does not accept imported rules back`,
        ],
  );
}

/**
 * How a check of rules goes here.
 * @param planned what is known of the change; left out where none is judged
 */
export function rulesCheck(
  kind: string,
  language: RuleReader<Rule> = ruleReader,
  { gap, provided }: Pick<PlannedChange, "gap" | "provided"> = {},
): RulesCheck<Rule> {
  return {
    kind,
    language,
    trafficOf: knownTraffic,
    isSame: sameRule,
    nothingOut: {
      text: "no rule lets anything out",
      advice: ", so servers that are in no other group reach nothing: add waldur.allow.egress() to the rules",
    },
    gapOf: () => gap,
    provided,
  };
}
