import type { KeyedTraffic, Filter } from "./explain";
import { type RedundantRule, redundantRules } from "./redundant-rules";
import { isKnown, possibly } from "./rule-traffic";
import { type ServiceLimits, serviceLimits } from "./services";
import type { ServiceName } from "../net/services";
import { type Traffic, traffic, encloses, overlaps, isWorldwide } from "./traffic";

export type FindingKind =
  | "open-all-ports"
  | "open-ssh"
  | "open-rdp"
  | "open-database"
  /** The firewall of the group is off. */
  | "firewall-off"
  /** It is with unknown values, and may allow everything. */
  | "unknown-rule"
  /** Another rule allows all that this one does. */
  | "shadowed"
  /** Several other rules together do. */
  | "redundant";

/** Something about a rule that its author has probably not meant. */
export interface Finding {
  readonly kind: FindingKind;
  /** Key of the rule; `active` where it is about the whole group. */
  readonly key: string;
  /** The rule, what is the matter with it and the remedy, without the full stop. */
  readonly message: string;
}

const databases: readonly ServiceName[] = [
  "mysql",
  "postgresql",
  "mssql",
  "oracle",
  "mongodb",
  "redis",
  "memcached",
  "elasticsearch",
  "cassandra",
  "etcd",
];

/** Services that nobody means to open to the world. */
const closedServices = [
  ["open-ssh", ["ssh"]],
  ["open-rdp", ["rdp"]],
  ["open-database", databases],
] as const satisfies [FindingKind, readonly ServiceName[]][];

/** A rule to look at. */
export interface LintedRule extends KeyedTraffic {
  /** Whether it is live and no rule of the program. @default false */
  readonly isUnmanaged?: boolean;
}

/** What is questionable about the rules of one group: what they open to the world, and which of them are redundant. */
export function lintRules(rules: readonly LintedRule[]): Finding[] {
  // Whether a program needs a rule does not depend on what others have added, nor the other way round.
  const managed = rules.filter(({ isUnmanaged = false }) => !isUnmanaged);
  return [...rules.flatMap(openings), ...redundantRules(managed).map(redundant)];
}

/** The same, and whether the rules count at all. */
export function lintFilter({ rules, isOff = false }: Filter<LintedRule>): Finding[] {
  return [...(isOff ? [FIREWALL_OFF] : []), ...lintRules(rules)];
}

const FIREWALL_OFF: Finding = {
  kind: "firewall-off",
  key: "active",
  message: "its firewall is off, so all traffic is allowed: set active: true",
};

function openings(rule: LintedRule): Finding[] {
  const { key, isUnmanaged = false } = rule;
  const name = isUnmanaged ? `"${key}", which the program does not have,` : `"${key}"`;
  if (!isKnown(rule)) {
    const message = `${name} has unknown values and may open everything: check it in the cloud`;
    return [{ kind: "unknown-rule", key, message }];
  }
  const open = possibly([rule]).filter((box) => box.direction === "ingress" && isWorldwide(box));
  const remedy = isUnmanaged
    ? "remove it, or add what is needed to the program"
    : "name the networks that need it";
  if (open.some(hasAllPorts)) {
    const message = `${name} opens all ports to the world: ${isUnmanaged ? remedy : "name the ports that must be reached"}`;
    return [{ kind: "open-all-ports", key, message }];
  }
  return closedServices.flatMap(([kind, names]) => {
    const reached = names.filter((service) => open.some((box) => hasService(box, service)));
    const message = `${name} opens ${reached.join(", ")} to the world: ${remedy}`;
    return reached.length === 0 ? [] : [{ kind, key, message }];
  });
}

const everyPort = { from: 1, to: 65535 };
const hasAllPorts = (box: Traffic) =>
  [6, 17].some((protocol) => encloses(box, within(box, { protocol, ports: everyPort })));

const hasService = (box: Traffic, name: ServiceName) =>
  serviceLimits(name).some((limits) => overlaps(box, within(box, limits)));

/** Traffic between the ends of a box. */
const within = ({ direction, family, remote, local }: Traffic, limits: ServiceLimits) =>
  traffic({ direction, family, remote, local, ...limits });

/** More keys than that would hide what the message says. */
const MOST_NAMED = 12;

function redundant({ key, by }: RedundantRule): Finding {
  const others = by.length > MOST_NAMED ? `${by.length} others` : by.map((other) => `"${other}"`).join(", ");
  return by.length === 1
    ? { kind: "shadowed", key, message: `"${key}" is redundant: ${others} allows all of it` }
    : { kind: "redundant", key, message: `"${key}" is redundant: ${others} together allow all of it` };
}
