import type { KeyedTraffic } from "./explain";
import { type RedundantRule, redundantRules } from "./redundant-rules";
import { type ServiceLimits, serviceLimits } from "./services";
import type { ServiceName } from "../net/services";
import { type Traffic, traffic } from "./traffic";
import { encloses, overlaps } from "./box";
import { isWorldwide } from "./world";

export type FindingKind =
  | "open-all-ports"
  | "open-ssh"
  | "open-rdp"
  | "open-database"
  /** Another rule allows all that this one does. */
  | "shadowed"
  /** Several other rules together do. */
  | "redundant";

/** Something about a rule that its author has probably not meant. */
export interface Finding {
  readonly kind: FindingKind;
  /** Key of the rule. */
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

/** What is questionable about the rules of one group: what they open to the world, and which of them are redundant. */
export function lintRules(rules: readonly KeyedTraffic[]): Finding[] {
  return [...rules.flatMap(openings), ...redundantRules(rules).map(redundant)];
}

function openings({ key, traffic: boxes }: KeyedTraffic): Finding[] {
  const open = boxes.filter((box) => box.direction === "ingress" && isWorldwide(box));
  if (open.some(hasAllPorts)) {
    const message = `"${key}" opens all ports to the world: name the ports that have to be reached`;
    return [{ kind: "open-all-ports", key, message }];
  }
  return closedServices.flatMap(([kind, names]) => {
    const reached = names.filter((name) => open.some((box) => hasService(box, name)));
    const message = `"${key}" opens ${reached.join(", ")} to the world: name the networks that need it`;
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
