import { type RulesChecked, summarizeRules, type RulesCheck } from "../../kit/check-rules";
import type { Checked } from "../../kit/fields";
import type { Props } from "../../kit/handlers";
import { rulesOutside } from "../../rules/foreign-rules";
import type { Rule } from "../rule/args";
import {
  comingDefaultsText,
  leavingDefaultsText,
  KIND,
  readKnownInputs,
  type FirewallGroupInputs,
  unreachableTexts,
  readSomeInputs,
  changedInputs,
} from "./inputs";
import type { E24cloudCheck } from "../api/session";
import { possibly, surely } from "../../traffic/explain";
import { haveCommon, type TrafficSet } from "../../traffic/set";
import { knownTraffic, ruleTraffic } from "../rule/traffic";
import { ruleReader } from "../rule/parse";
import { sameRule } from "../rule/fields";
import { containsUnknown, type RuleMap } from "../../rules/rule-map";
import { groupRulesIn } from "../../rules/codec";
import type { Group } from "../api/group";
import { defaultRules, isDefaultRule } from "./plan";
import { rulesOf } from "./state";

/** A change of a group, as far as a preview knows it. */
export interface Stated {
  readonly checked: RulesChecked<Rule>;
  /** What state has of the group; nothing of one that is new. */
  readonly props: Props;
  /** The rules of the group before; undefined where they could not be read. */
  readonly before: AllRules | undefined;
  /** Whether those of the program may only have been wanted, as far as is known. */
  readonly areUnsure?: boolean;
  /** Whether a group is made, and whether its rules were not managed before. */
  readonly makes: boolean;
  readonly takesOver: boolean;
  /** Whether another group takes its place: its own check reports what that one endangers. */
  readonly isReplaced?: boolean;
  /** What else happens, said before the change of rules. */
  readonly head?: string | undefined;
  /** What else endangers servers, in sentences without the full stop. */
  readonly dangers?: readonly string[];
  /** Sentences about the group, likewise. */
  readonly remarks?: readonly string[];
}

/** Says what a change opens, closes and endangers. Under `guard: "error"` what endangers is refused. */
export function statements(work: E24cloudCheck, stated: Stated): Omit<Checked, "inputs"> {
  const { checked, props, before, makes, isReplaced = false, dangers = [], remarks = [] } = stated;
  const { inputs } = checked;
  const wanted = knownInputs(inputs);
  const change = changeOf(stated);
  const areKnown = inputs["rules"] === undefined || wanted.rules !== undefined;
  const after = before && rulesAfter(before, change);
  const summary = summaryOf(work, stated, after);
  const isJudged = areKnown && !isReplaced;
  const found = isJudged ? risks({ wanted, before, after, ...trafficOf(stated, change) }) : [];
  const { guard = "warn", name = "" } = wanted;
  const all = [...found, ...dangers];
  const isRefused = guard === "error";
  const refused = isRefused ? all.map((risk) => `${risk}. With guard: "warn" this is only a warning`) : [];
  const warned = [...remarks, ...(isRefused ? [] : all)];
  const leaving =
    makes && wanted.rules !== undefined && wanted.defaultRules === "remove"
      ? leavingDefaultsText(wanted.rules)
      : undefined;
  const arriving =
    wanted.rules && before && after && !isReplaced ? comingDefaultsText(mayComeIn(before, after)) : undefined;
  const words = [...switchWords(stated), leaving, arriving].filter((word) => word !== undefined);
  return {
    problems: [...summary.problems, ...refused],
    notes: [
      ...(summary.notes ?? []),
      ...words.map((word) => `${name || String(props["name"])}: ${word}`),
      ...warned.map((risk) => `warning: ${KIND} "${name}": ${risk}`),
    ],
  };
}

/** What the change of rules means, and what is questionable about the new ones. */
export function summaryOf(work: E24cloudCheck, stated: Stated, after?: AllRules): Checked {
  const { checked, props, before, makes, head } = stated;
  const { inputs, lint, remarks, sourceless } = checked;
  const isManaged = inputs["rules"] !== undefined;
  const old = { ...counted(before?.others), ...before?.managed };
  // Whether a server adds rules by itself is not known: a separate line reports that they may be added.
  const others = before && after ? rulesOutside(counted(after.others), mayComeIn(before, after)) : {};
  const options = {
    lint,
    remarks,
    sourceless,
    old: makes || before === undefined ? undefined : isManaged ? old : before.managed,
    areUnsure: stated.areUnsure,
    perhaps: before?.others.perhaps,
    others,
    isNew: makes && inputs["adopt"] === undefined,
    before: props,
    head,
    tail: stateOf(stated) === "off" ? "its firewall is off: it does not filter yet" : undefined,
  };
  return summarizeRules(inputs, options, rulesCheck(KIND));
}

function changeOf(stated: Stated) {
  const { checked, props, takesOver, isReplaced = false } = stated;
  const makes = stated.makes || isReplaced;
  const { inputs } = checked;
  const fields = changedInputs(props, inputs);
  const switchesOn = goesOn(stated);
  const isChanged = ["rules", "defaultRules"].some((field) => fields.includes(field));
  const writes = makes || takesOver || isChanged || switchesOn || props["unfinished"] === true;
  // The summary reports what rules that are not known yet do.
  const wanted = { ...(inputs["rules"] === undefined ? {} : { rules: {} }), ...knownInputs(inputs) };
  return { wanted, makes, writes, switchesOn };
}

function trafficOf(stated: Stated, { wanted, writes, switchesOn }: ReturnType<typeof changeOf>) {
  return {
    firewall: stateOf(stated),
    concernsTraffic: switchesOn || (wanted.rules !== undefined && writes),
  };
}

/** Whether the firewall is on after the change. A new group's is off until it is switched on. */
function stateOf({ checked, props, makes, isReplaced = false }: Stated): Switch {
  const { active } = checked.inputs;
  const given = active === undefined ? (makes || isReplaced ? false : props["active"]) : active;
  return given === true ? "on" : given === false ? "off" : "unknown";
}

const goesOn = ({ checked, props, makes }: Stated): boolean =>
  checked.inputs["active"] === true && (makes || readKnownInputs(props).active !== true);

/** What is reported about the switch of a group that exists already. */
function switchWords(stated: Stated): string[] {
  const { checked, props, makes, isReplaced = false } = stated;
  if (makes || isReplaced) return [];
  if (goesOn(stated)) return ["switches its firewall on: what no rule allows is closed to its servers"];
  const goesOff = checked.inputs["active"] === false && props["active"] !== false;
  return goesOff ? ["switches its firewall off: it filters its servers no longer"] : [];
}

/** Whether the firewall of a group is on; `unknown` counts as on. */
export type Switch = "on" | "off" | "unknown";

export interface RiskyChange {
  readonly wanted: Partial<FirewallGroupInputs>;
  /** The rules before it, likewise. */
  readonly before: AllRules | undefined;
  /** The rules after it; undefined where they are not managed and could not be read. */
  readonly after: AllRules | undefined;
  readonly firewall: Switch;
  /** Whether it changes what is let in and out: the rules, or the switch. */
  readonly concernsTraffic: boolean;
}

/**
 * What a change puts at risk, in sentences without the full stop: nothing can be reached afterwards, or not what
 * `keepReachable` lists. A rule that only may exist is nothing to rely on.
 */
export function risks({ wanted, before, after, firewall, concernsTraffic }: RiskyChange): string[] {
  const { keepReachable = [] } = wanted;
  const isRelevant = concernsTraffic && firewall !== "off";
  if (after === undefined) return isRelevant || keepReachable.length > 0 ? [UNREAD] : [];
  const allowed = allowedBy(after);
  const trafficBefore = before === undefined ? [] : allowedBy(before).perhaps;
  const lockOuts = isRelevant
    ? lockOutsOf(allowed, firewall)
        // Where nothing is known of the switch, only what the change itself closes is worth a warning.
        .filter(({ isOpen }) => firewall === "on" || isOpen(trafficBefore))
        .map(({ text }) => text)
    : [];
  const lost = unreachableTexts(allowed.certain, keepReachable).map((what) => {
    const hedge = hedgeOf(allowed, (traffic) => !unreachableTexts(traffic, keepReachable).includes(what));
    return `no rule lets in ${what}, which keepReachable lists${hedge}`;
  });
  return [...lockOuts, ...lost];
}

const UNREAD =
  "its rules are not managed and could not be read: what they let in and out is not known. Run pulumi again when the " +
  "server answers, or give the group rules";

/** What the rules of a group allow. */
interface Allowed {
  readonly certain: TrafficSet;
  /** The most that those rules allow which certainly exist: of some that is not known. */
  readonly atMost: TrafficSet;
  /** The same with the default rules that may exist. */
  readonly perhaps: TrafficSet;
}

function allowedBy(rules: AllRules): Allowed {
  const { certain, possible } = certainAndPossible(rules);
  const known = certain.map(knownTraffic);
  return {
    certain: surely(known),
    atMost: possibly(known),
    perhaps: possibly(possible.map(knownTraffic)),
  };
}

/** What is not known and decides about a risk. @param isAverted whether such traffic averts it */
function hedgeOf({ atMost, perhaps }: Allowed, isAverted: (traffic: TrafficSet) => boolean): string {
  if (isAverted(atMost)) return UNKNOWN_WORDS;
  return isAverted(perhaps) ? UNSEEN_DEFAULTS : "";
}

const UNKNOWN_WORDS = ", unless a rule allows more than is known";

const UNSEEN_DEFAULTS = ", unless a default rule of e24cloud's does that has not been seen";

/** DHCP as the server's own default rule has it. */
const DHCP = ruleTraffic({ direction: "IN", protocol: "UDP", minPort: 67, maxPort: 68 });

const goes = (direction: "ingress" | "egress") => (traffic: TrafficSet) =>
  traffic.some((box) => box.direction === direction);

interface LockOut {
  readonly isOpen: (traffic: TrafficSet) => boolean;
  readonly risk: string;
  readonly remedy: string;
}

const LOCK_OUTS: readonly LockOut[] = [
  { isOpen: goes("ingress"), risk: "lets nothing in", remedy: "" },
  {
    isOpen: goes("egress"),
    risk: "lets nothing out",
    remedy: ": add e24cloud.allow.egress() to the rules",
  },
  {
    isOpen: (traffic) => haveCommon(traffic, DHCP),
    risk: "lets no DHCP in, and servers lose their addresses when their leases end",
    remedy: ": add e24cloud.allow.dhcp() to the rules",
  },
];

function lockOutsOf(allowed: Allowed, firewall: Switch) {
  const when = firewall === "on" ? "with its firewall on" : "if its firewall is on, which is not known";
  return LOCK_OUTS.filter(({ isOpen }) => !isOpen(allowed.certain)).map(({ isOpen, risk, remedy }) => {
    const hedge = hedgeOf(allowed, isOpen);
    return { isOpen, text: `${when}, the group ${risk}${hedge}${remedy}` };
  });
}

/** How a check of rules goes here. */
export const rulesCheck = (kind: string): RulesCheck<Rule> => ({
  kind,
  language: ruleReader,
  trafficOf: knownTraffic,
  isSame: sameRule,
  // Every change has an order without a gap here: at the worst, everything new is added before anything is removed.
  gapOf: () => undefined,
});

/** The inputs that are known, as far as they can be read. */
export function knownInputs(inputs: Props) {
  const known = Object.entries(inputs).filter(([, value]) => !containsUnknown(value));
  return readSomeInputs(Object.fromEntries(known));
}

/** Rules that a group has in addition to those of its program. */
export interface Others {
  /** Those that certainly exist. */
  readonly rules: RuleMap<Rule>;
  /** Those that may exist: state does not say, or the server adds them by itself later. */
  readonly perhaps: RuleMap<Rule>;
}

/** The rules of a group at one moment. */
export interface AllRules {
  /** Those of the program; undefined where it manages none. */
  readonly managed: RuleMap<Rule> | undefined;
  readonly others: Others;
}

/** Certainly no rules: a group that does not exist yet. */
export const noRules: AllRules = { managed: undefined, others: { rules: {}, perhaps: {} } };

/**
 * The rules of a group as its outputs have them. State of an older version does not say which default rules it has.
 * @returns undefined where no rule is known: none is managed, and state does not say which others there are
 */
export function rulesInOutputs(outputs: Props): AllRules | undefined {
  const { managed, unmanaged } = groupRulesIn(outputs, ruleReader);
  if (unmanaged !== undefined) return { managed, others: { rules: unmanaged, perhaps: {} } };
  if (managed === undefined) return undefined;
  const keeps = outputs["defaultRules"] !== "remove";
  return { managed, others: { rules: {}, perhaps: keeps ? rulesOutside(defaultRules, managed) : {} } };
}

/** The rules of a group as it was just read, none of which a program manages yet. */
export const allLiveRules = (group: Group): AllRules => ({
  managed: undefined,
  others: { rules: rulesOf(group), perhaps: {} },
});

/** What a change does to a group. */
export interface Change {
  readonly wanted: Partial<FirewallGroupInputs>;
  /** Whether a group is made, which has no rules but default ones. */
  readonly makes: boolean;
  /** Whether the rules are written at all. */
  readonly writes: boolean;
  /** Whether the firewall is switched on, with which default rules may come. */
  readonly switchesOn: boolean;
}

/** The rules of a group after a change, as a plan makes them. */
export function rulesAfter(
  { managed, others }: AllRules,
  { wanted, makes, writes, switchesOn }: Change,
): AllRules {
  const { rules, defaultRules: policy = "keep", foreignRules = "leave" } = wanted;
  const isManaged = rules !== undefined;
  const own = isManaged ? { ...rules } : {};
  const stays = ([key]: [string, Rule]) => {
    if (!isManaged || !writes) return true;
    if (isDefaultRule(key)) return policy === "keep" && !Object.hasOwn(managed ?? {}, key);
    return managed !== undefined && !Object.hasOwn(managed, key) && foreignRules !== "remove";
  };
  const staying = (some: RuleMap<Rule>): RuleMap<Rule> =>
    makes ? {} : rulesOutside(Object.fromEntries(Object.entries(some).filter(stays)), own);
  const certain = staying({ ...others.rules, ...managed });
  const mayCome = (makes || switchesOn) && (!isManaged || policy === "keep");
  // One that is taken out of the program goes, even where the server adds it again.
  const gone = makes || !isManaged ? {} : managed;
  const coming = mayCome ? rulesOutside(defaultRules, { ...gone, ...own }) : {};
  const perhaps = { ...staying(others.perhaps), ...coming };
  return { managed: rules, others: { rules: certain, perhaps: rulesOutside(perhaps, certain) } };
}

/** What rules allow for certain, and what they allow at the most, as lists of rules. */
export function certainAndPossible({ managed, others }: AllRules): Record<"certain" | "possible", Rule[]> {
  const certain = Object.values({ ...others.rules, ...managed });
  return { certain, possible: [...certain, ...Object.values(others.perhaps)] };
}

/** Rules that a group may get by itself in a change. */
export function mayComeIn(before: AllRules, { others }: AllRules): RuleMap<Rule> {
  return rulesOutside(others.perhaps, { ...counted(before.others), ...before.managed });
}

/** The others as a change counts them: what may exist is not new when it shows. */
export const counted = (others: Others | undefined): RuleMap<Rule> => ({
  ...others?.perhaps,
  ...others?.rules,
});
