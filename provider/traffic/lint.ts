import { BoxIndex, Grid, type GridBox } from "./grid";
import { type KeyedTraffic, isKnown, possibly, type Filter } from "./explain";
import { type ServiceLimits, serviceLimits } from "./format-protocols";
import type { ServiceName } from "../net/services";
import { type Traffic, traffic, encloses, overlaps, isWorldwide } from "./traffic";

/** A rule that can go without closing anything. */
export interface RedundantRule {
  readonly key: string;
  /** Key of the rule that allows all of it. */
  readonly by: string;
}

/**
 * The rules of which another one allows all traffic. All of them can go at once: none of those that allow it is listed itself. Of
 * two rules that allow the same, the later one is listed. What is not known of a rule covers nothing: of two readings, both have
 * to agree.
 */
export function redundantRules(rules: readonly KeyedTraffic[]): RedundantRule[] {
  const isCertain = rules.every(({ possible }) => possible === undefined);
  const readings = isCertain ? [rules] : [rules, rules.map(withMost)];
  const [certain, most = certain] = readings.map((reading) => new Coverage(reading));
  const redundant = new Set<number>();
  const covererOf = (position: number) => {
    const possible = new Set(most?.coverersOf(position));
    return certain?.coverersOf(position).find((other) => !redundant.has(other) && possible.has(other));
  };
  for (const position of rules.map((_, at) => at).toReversed()) {
    if (covererOf(position) !== undefined) redundant.add(position);
  }
  return rules.flatMap(({ key }, position) => {
    const by = redundant.has(position) ? rules[covererOf(position) ?? -1]?.key : undefined;
    return by === undefined ? [] : [{ key, by }];
  });
}

/** A rule as the most that it can mean; still nothing where its words are not known. */
const withMost = (rule: KeyedTraffic): KeyedTraffic =>
  isKnown(rule) ? { key: rule.key, traffic: possibly([rule]) } : rule;

/** Which rules allow all traffic of which others. Rules are named by their position. */
class Coverage {
  private readonly boxes: readonly (readonly GridBox[])[];
  private readonly index: BoxIndex<number>;

  constructor(rules: readonly KeyedTraffic[]) {
    const grid = new Grid(rules.flatMap(({ traffic }) => traffic));
    this.boxes = rules.map(({ traffic }) => traffic.map((box) => grid.place(box)));
    this.index = new BoxIndex(this.boxes.flatMap((boxes, of) => boxes.map((box) => ({ box, of }))));
  }

  /** The other rules that allow all of this one, each alone, in their order. */
  coverersOf(position: number): number[] {
    const boxes = this.boxes[position] ?? [];
    const [first, ...more] = boxes.map((box) => new Set([...this.index.enclosing(box)].map(({ of }) => of)));
    const others = [...(first ?? [])].filter((of) => of !== position && more.every((some) => some.has(of)));
    return others.toSorted((a, b) => a - b);
  }
}

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
  | "shadowed";

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

/** Services that are never meant to be open to the world. */
const closedServices = [
  ["open-ssh", ["ssh"]],
  ["open-rdp", ["rdp"]],
  ["open-database", databases],
] as const satisfies [FindingKind, readonly ServiceName[]][];

/** A rule to check. */
export interface LintedRule extends KeyedTraffic {
  /** Whether it is live and no rule of the program. @default false */
  readonly isUnmanaged?: boolean;
}

/** What is questionable about the rules of one group: what they open to the world, and which of them are redundant. */
export function lintRules(rules: readonly LintedRule[]): Finding[] {
  // Whether a program needs a rule does not depend on what others have added, nor the other way round.
  const managed = rules.filter(({ isUnmanaged = false }) => !isUnmanaged);
  return [...rules.flatMap(openings), ...redundantRules(managed).map(shadowed)];
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

const shadowed = ({ key, by }: RedundantRule): Finding => ({
  kind: "shadowed",
  key,
  message: `"${key}" is redundant: "${by}" allows all of it`,
});
