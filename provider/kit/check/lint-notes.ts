import type { RuleMap, Sourceless } from "../../rules/rule-map";
import { lintRules } from "../../traffic/lint";
import type { RuleTraffic } from "../../traffic/rule-traffic";
import type { Props } from "../handlers";
import { keyedTraffic } from "./known-rules";
import { type LintLevel, lintLevels } from "../settings/settings";
import type { RuleSecrecy } from "../secrets/secret-inputs";

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

/** Rules to look at. */
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

/** Without the other side in the keys of rules, which stand in quotation marks. */
const withoutPeers = (message: string) => message.replace(/ (from|to) [^"]*"/g, '"');
