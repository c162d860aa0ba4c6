import { haveCommon, type TrafficSet } from "../../../core/traffic/set";
import type { FirewallGroupInputs } from "../inputs";
import { type AllRules, certainAndPossible } from "../other-rules";
import { cutOff } from "../reachable";
import { ruleTraffic } from "../../rule/traffic";

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
 * What a change puts at risk, in sentences without the full stop: nothing can be reached any more, or not what
 * `keepReachable` lists. A rule that only may be there is nothing to rely on.
 */
export function risks({ wanted, before, after, firewall, concernsTraffic }: RiskyChange): string[] {
  const { keepReachable = [] } = wanted;
  const isRelevant = concernsTraffic && firewall !== "off";
  if (after === undefined) return isRelevant || keepReachable.length > 0 ? [UNREAD] : [];
  const { certain, possible } = certainAndPossible(after);
  const trafficBefore = before === undefined ? [] : certainAndPossible(before).possible.flatMap(ruleTraffic);
  const lockOuts = isRelevant
    ? lockOutsOf({ certain: certain.flatMap(ruleTraffic), possible: possible.flatMap(ruleTraffic) }, firewall)
        // Where nothing is known of the switch, only what the change itself closes is worth a warning.
        .filter(({ isOpen }) => firewall === "on" || isOpen(trafficBefore))
        .map(({ text }) => text)
    : [];
  const perhaps = cutOff(possible, keepReachable);
  const lost = cutOff(certain, keepReachable).map((what) => {
    const hedge = perhaps.includes(what) ? "" : UNSEEN_DEFAULTS;
    return `no rule lets in ${what}, which keepReachable lists${hedge}`;
  });
  return [...lockOuts, ...lost];
}

const UNREAD =
  "its rules are not managed and could not be read: what they let in and out is not known. Run pulumi again when the " +
  "server answers, or give the group rules";

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

function lockOutsOf({ certain, possible }: Record<"certain" | "possible", TrafficSet>, firewall: Switch) {
  const when = firewall === "on" ? "with its firewall on" : "if its firewall is on, which is not known";
  return LOCK_OUTS.filter(({ isOpen }) => !isOpen(certain)).map(({ isOpen, risk, remedy }) => {
    const hedge = isOpen(possible) ? UNSEEN_DEFAULTS : "";
    return { isOpen, text: `${when}, the group ${risk}${hedge}${remedy}` };
  });
}
