import { type Entry, BoxIndex, everyDimension, Grid, type GridBox, WorkLimit, WorkLimitError } from "./grid";
import { type KeyedTraffic, isKnown, possibly, type Filter } from "./explain";
import { regions } from "./set";
import { type ServiceLimits, serviceLimits } from "./format-protocols";
import type { ServiceName } from "../net/services";
import { type Traffic, traffic, encloses, overlaps, isWorldwide } from "./traffic";

/** A rule that can go without closing anything. */
export interface RedundantRule {
  readonly key: string;
  /** Keys of the rules that allow all of it: one that does so alone, else several that do together. */
  readonly by: readonly string[];
}

/** The most boxes examined in search of rules that several others allow: some tenths of a second. */
const WORTH_LOOKING_AT = 2_000_000;

/** Up to this number of rules, redundant ones are left out of an answer. */
const FEW = 12;

/**
 * The rules whose traffic others allow as well. All of them can go at once: those that allow it are not listed
 * themselves. Of two rules that allow the same, the later one is listed. In very large and tangled lists not all rules
 * are found that take several others. What is not known of a rule covers nothing: of two readings, both have to agree.
 */
export function redundantRules(rules: readonly KeyedTraffic[]): RedundantRule[] {
  const certain = redundantFor(rules);
  if (certain.length === 0 || rules.every(({ possible }) => possible === undefined)) return certain;
  const most = redundantFor(rules.map(withMost));
  return certain.flatMap(({ key, by }) => {
    const other = most.find((one) => one.key === key);
    return other === undefined ? [] : [{ key, by: [...new Set([...by, ...other.by])] }];
  });
}

/** A rule as the most that it can mean; still nothing where its words are not known. */
const withMost = (rule: KeyedTraffic): KeyedTraffic =>
  isKnown(rule) ? { key: rule.key, traffic: possibly([rule]) } : rule;

function redundantFor(rules: readonly KeyedTraffic[]): RedundantRule[] {
  const keyOf = (position: number) => rules[position]?.key ?? "";
  const remaining = new RemainingRules(rules);
  const backwards = rules.map((_, position) => position).toReversed();
  for (const position of backwards) remaining.drop(position, remaining.alone(position) !== undefined);
  try {
    for (const position of backwards) remaining.drop(position, remaining.doTogether(position));
  } catch (error) {
    if (!(error instanceof WorkLimitError)) throw error;
  }
  return remaining.dropped.toSorted(ascending).map((position) => ({
    key: keyOf(position),
    by: (remaining.alone(position) ?? remaining.together(position)).map(keyOf),
  }));
}

/** The rules that have not been dropped yet. Rules are named by their position. */
class RemainingRules {
  private readonly boxes: readonly (readonly GridBox[])[];
  private readonly index: BoxIndex<number>;
  private readonly gone = new Set<number>();
  private readonly limit = new WorkLimit(WORTH_LOOKING_AT);

  constructor(rules: readonly KeyedTraffic[]) {
    const grid = new Grid(rules.flatMap(({ traffic }) => traffic));
    this.boxes = rules.map(({ traffic }) => traffic.map((box) => grid.place(box)));
    this.index = new BoxIndex(this.boxes.flatMap((boxes, of) => boxes.map((box) => ({ box, of }))));
  }

  get dropped(): number[] {
    return [...this.gone];
  }

  /** Drops a rule that others cover. */
  drop(position: number, isCovered: boolean): void {
    if (isCovered) this.gone.add(position);
  }

  /** The first rule that allows all of this one. */
  alone(position: number): number[] | undefined {
    const [first, ...more] = this.boxesOf(position).map((box) => [...this.index.enclosing(box)]);
    const coverers = this.others(position, first ?? [])
      .map(({ of }) => of)
      .filter((of) => more.every((some) => some.some((one) => one.of === of)));
    return coverers.length === 0 ? undefined : [coverers.reduce((a, b) => Math.min(a, b))];
  }

  /**
   * Whether the others together allow all of this rule.
   * @throws {WorkLimitError}
   */
  doTogether(position: number): boolean {
    if (this.gone.has(position)) return false;
    const all = this.near(position);
    return all.length > 0 && this.suffice(position, all, this.limit);
  }

  /** Rules that together allow all of this one; of few, none too many. */
  together(position: number): number[] {
    const all = [...new Set(this.near(position).map(({ of }) => of))].toSorted(ascending);
    if (all.length > FEW) return all;
    return all.reduce((coverers, one) => {
      const fewer = coverers.filter((other) => other !== one);
      const entries = this.near(position).filter(({ of }) => fewer.includes(of));
      return this.suffice(position, entries) ? fewer : coverers;
    }, all);
  }

  private suffice(position: number, coverers: readonly Entry<number>[], limit?: WorkLimit): boolean {
    const boxes = coverers.map(({ box }) => box);
    return this.boxesOf(position).every(
      (box) => regions(box, { inAll: [[box]], inNone: [boxes] }, everyDimension, limit).next().done === true,
    );
  }

  /** Where other rules overlap this one. */
  private near(position: number): Entry<number>[] {
    return this.others(
      position,
      this.boxesOf(position).flatMap((box) => this.index.overlapping(box)),
    );
  }

  private boxesOf(position: number): readonly GridBox[] {
    return this.boxes[position] ?? [];
  }

  private others(position: number, entries: readonly Entry<number>[]): Entry<number>[] {
    return entries.filter(({ of }) => of !== position && !this.gone.has(of));
  }
}

const ascending = (a: number, b: number) => a - b;

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
