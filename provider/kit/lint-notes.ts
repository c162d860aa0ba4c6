import {
  type RuleMap,
  type Sourceless,
  type Fields,
  isFields,
  type RuleReader,
  storedRules,
} from "../rules/rule-map";
import { lintRules } from "../traffic/lint";
import type { RuleTraffic, KeyedTraffic } from "../traffic/explain";
import type { Props } from "./handlers";
import { type LintLevel, lintLevels } from "./settings";
import type { RuleSecrecy } from "./secrets";
import { containsUnknown } from "../rules/unknowns";
import { type Direction, traffic } from "../traffic/traffic";

/**
 * The level of a resource, which only its checks need: it is removed from the inputs, so that another level does not count as a change.
 * @param setting what counts where the resource does not say
 */
export function splitLintLevel(
  { lint, ...inputs }: Props,
  setting: LintLevel,
): { readonly level: LintLevel; readonly inputs: Props } {
  return { level: lintLevels.find((level) => level === lint) ?? setting, inputs };
}

/** Rules to check. */
export interface Linted<R> {
  readonly rules: RuleMap<R>;
  /** The old rules: what was questionable in them is not reported again. */
  readonly old: RuleMap<R> | undefined;
  readonly trafficOf: (rule: R) => RuleTraffic;
  /** What is to stay out of messages. Where ports are secret there are none: they name services. */
  readonly secrecy: RuleSecrecy;
  /** Rules that say nothing about where they let in from. */
  readonly sourceless?: readonly Sourceless[];
}

/** What is questionable about new and changed rules, as sentences without the full stop. */
export function lintMessages<R>({
  rules,
  old = {},
  trafficOf,
  secrecy,
  sourceless = [],
}: Linted<R>): string[] {
  const implicit = sourceless
    .filter(({ keys }) => keys.some((key) => !Object.hasOwn(old, key)))
    .map(({ place }) => `${place}: ${IMPLICIT_ANYWHERE}`);
  return [...implicit, ...findings({ rules, old, trafficOf, secrecy })];
}

/** In Python, Go, C# and YAML an unset variable is left out; the types of TypeScript distinguish the two. */
const IMPLICIT_ANYWHERE =
  "no source given: from anywhere; write 0.0.0.0/0 if that is meant (implicit-anywhere)";

function findings<R>({ rules, old = {}, trafficOf, secrecy }: Linted<R>): string[] {
  if (secrecy.ports) return [];
  const isNew = ({ key }: { readonly key: string }) => !Object.hasOwn(old, key);
  const messages = lintRules(keyedTraffic(rules, trafficOf))
    .filter(isNew)
    .map(({ message }) => message);
  return secrecy.peers ? messages.map(withoutPeers) : messages;
}

/** Without the other side in the keys of rules, which are in quotation marks. */
const withoutPeers = (message: string) => message.replace(/ (from|to) [^"]*"/g, '"');

/** Checked rules of which some may not be known before `up`. */
export interface KnownRules<R> {
  /** Those that are known as a whole. */
  readonly rules: RuleMap<R>;
  /** The others, which may allow everything of their direction. */
  readonly pending: readonly KeyedTraffic[];
}

/** Splits rules into those that are known and those that are not yet; undefined where not even their number is known. */
export function splitKnown<R extends Fields>(
  drafts: unknown,
  language: RuleReader<R>,
): KnownRules<R> | undefined {
  if (!isFields(drafts)) return undefined;
  const entries = Object.entries(drafts);
  const known = entries.filter(([, draft]) => !containsUnknown(draft));
  const rules = storedRules(Object.fromEntries(known), language);
  const pending = entries
    .filter(([, draft]) => containsUnknown(draft))
    .map(([key]) => ({ key, traffic: [], possible: everything(key) }));
  return rules && { rules, pending };
}

/** What rules allow, each by its key. */
export const keyedTraffic = <R>(rules: RuleMap<R>, trafficOf: (rule: R) => RuleTraffic): KeyedTraffic[] =>
  Object.entries(rules).map(([key, rule]) => ({ key, ...trafficOf(rule) }));

/** The most that a rule can allow whose key is all that is known: a key begins with the direction, where that is known. */
function everything(key: string) {
  const directions = (["ingress", "egress"] as const).filter((direction) => key.startsWith(`${direction} `));
  const either: readonly Direction[] = directions.length === 0 ? ["ingress", "egress"] : directions;
  return either.flatMap((direction) =>
    (["IPv4", "IPv6"] as const).map((family) => traffic({ direction, family })),
  );
}
