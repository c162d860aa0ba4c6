import { possibly, surely } from "../../../traffic/rule-traffic";
import { haveCommon, type TrafficSet } from "../../../traffic/set";
import type { FirewallGroupInputs } from "../inputs";
import { type AllRules, certainAndPossible } from "../other-rules";
import { unreachableTexts } from "../reachable";
import { knownTraffic, ruleTraffic } from "../../rule/traffic";

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
 * `keepReachable` lists. A rule that only may be there is nothing to rely on.
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
  /** The most that those rules allow which are there for certain: of some that is not known. */
  readonly atMost: TrafficSet;
  /** The same with the default rules that may be there. */
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

/** On what a risk depends that is not known. @param isAverted whether such traffic averts it */
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
