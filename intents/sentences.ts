import { mismatchWord } from "../analysis/format-answer";
import { explain, type KeyedTraffic } from "../provider/traffic/explain";
import { formatProtocols } from "../provider/traffic/format-protocols";
import type { TrafficSet } from "../provider/traffic/set";
import type { Direction } from "../provider/traffic/traffic";
import { askedOf } from "./coverage";
import { type Allowed, type Host, type Level, SECRET_RULE } from "./host";
import { ruleOfOtherStack } from "./other-stack";
import type { Hop } from "./reach";

/** What an intent calls its ends. */
export interface Ends {
  readonly from: string;
  readonly to: string;
}

/** `database is reachable from the world: tcp 5432, by rule "ingress IPv4 tcp 5432 from 0.0.0.0/0" of database` */
export function openText({ from, to }: Ends, way: readonly Hop[], level: Level): string {
  const verb = level === "sure" ? "is" : "may be";
  return `${to} ${verb} reachable from ${from}: ${wayText(way)}`;
}

/** What is not known, and what would make it so. @param rules of which that depends */
export function unknownText({ from, to }: Ends, way: readonly Hop[], rules = rulesOf(way)): string {
  const possible = way.length === 0 ? "" : `: it may be, ${wayText(way)}`;
  return `whether ${to} is reachable from ${from} is not known${possible}. ${remedyOf(rules)}`;
}

const rulesOf = (way: readonly Hop[]): readonly Allowed[] =>
  way.flatMap(({ ingress, egress }) => [ingress, egress].filter((one) => one !== undefined));

function remedyOf(rules: readonly Allowed[]): string {
  if (rules.some(({ rule }) => rule === ruleOfOtherStack.key))
    return "pulumi-security-groups test --live reads them";
  if (rules.some(({ level }) => level === "open")) return "Only pulumi up shows it, or addresses of the ends";
  return "It depends on the addresses of the servers: give them, { group, addresses }";
}

function wayText(way: readonly Hop[]): string {
  const [only, ...others] = way;
  if (only !== undefined && others.length === 0) return hopText(only);
  return way.map((hop) => `${trafficText(hop, " ")}to ${hop.to.title} by ${rulesText(hop)}`).join(", then ");
}

/** `tcp 5432, by rule "ingress IPv4 tcp 5432 from 0.0.0.0/0" of database` */
export const hopText = (hop: Hop): string => `${trafficText(hop, ", ")}by ${rulesText(hop)}`;

/** What is open, unless it is secret. */
const trafficText = ({ traffic, ingress, egress }: Hop, end: string) =>
  [ingress, egress].some((one) => one?.rule === SECRET_RULE) ? "" : `${protocols(traffic)}${end}`;

/** The ingress first: it is what protects the target. */
const rulesText = ({ ingress, egress }: Hop) =>
  [ingress, egress]
    .filter((one) => one !== undefined)
    .map(ruleText)
    .join(" and ");

const ruleText = ({ rule, group }: Allowed) =>
  /^(ingress|egress) /.test(rule) ? `rule "${rule}" of ${group}` : `${rule} (${group})`;

/** Which side lacks a rule, and the rule nearest to it. */
export interface Closed {
  readonly asked: TrafficSet;
  readonly direction: Direction;
  /** The side that does not let it through. */
  readonly host: Host;
  readonly other: Host;
  readonly isPart: boolean;
}

/** `database is not reachable from app: tcp 5432: no rule of database lets it in` */
export function closedText({ from, to }: Ends, { asked, direction, host, other, isPart }: Closed): string {
  const way = direction === "ingress" ? "in" : "out";
  const problem = isPart
    ? `the rules of ${host.title} let only a part of it ${way}`
    : `no rule of ${host.title} lets it ${way}`;
  return `${to} is not reachable from ${from}: ${protocols(asked)}: ${problem}${isPart ? "" : nearestText(host, direction, other, asked)}`;
}

function nearestText(host: Host, direction: Direction, other: Host, asked: TrafficSet): string {
  const rules = host.allows[direction].map(({ box, rule, level }): KeyedTraffic => ({
    key: rule,
    traffic: level === "sure" ? [box] : [],
  }));
  const [nearest] = explain(askedOf(asked, direction, host, other), rules).nearest;
  if (nearest === undefined) return "";
  return `; the nearest is "${nearest.key}", which differs in ${nearest.differsIn.map(mismatchWord).join(" and ")}`;
}

/** `tcp 5432`, the same for both families where they have the same. */
function protocols(traffic: TrafficSet): string {
  const texts = (["IPv4", "IPv6"] as const).flatMap((family) => {
    const [first, ...others] = traffic.filter((box) => box.family === family);
    return first === undefined ? [] : [formatProtocols([first, ...others]).join(", ")];
  });
  return [...new Set(texts)].join("; ");
}
