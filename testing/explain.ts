import * as core from "../provider/core/traffic/explain";
import type { TrafficSet } from "../provider/core/traffic/set";
import { formatTraffic } from "../provider/core/traffic/format/format";
import { groupRules } from "./group-rules";
import type { Subject } from "./subject";
import { askedTraffic, type TrafficQuery } from "./traffic-query";

/** Whether a group allows some traffic, and by which of its rules. */
export interface Explanation {
  readonly allowed: "all" | "part" | "nothing";
  /** What was asked about, in words such as `tcp 443 from 198.51.100.7/32`. */
  readonly asked: readonly string[];
  /** The part of it that is allowed. */
  readonly open: readonly string[];
  /** The part of it that is not. */
  readonly closed: readonly string[];
  /** Keys of the rules that allow it or a part of it. */
  readonly by: readonly string[];
  /** Where nothing is allowed: the rules that come nearest, and in what they differ. */
  readonly nearest: readonly core.NearRule[];
}

/**
 * Asks a group whether it allows some traffic: `await explain(web, { tcp: 443, from: "198.51.100.7" })`.
 * @throws {Error} where the rules or the question are not known or make no sense
 */
export async function explain(subject: Subject, query: TrafficQuery): Promise<Explanation> {
  const { asked, answer } = await ask(subject, query);
  const { open, closed } = answer;
  return { ...answer, asked: formatTraffic(asked), open: formatTraffic(open), closed: formatTraffic(closed) };
}

/** The same with sets of traffic instead of words. With `unbidden`, rules that the cloud may add by itself count. */
export async function ask(
  subject: Subject,
  query: TrafficQuery,
  { unbidden = false } = {},
): Promise<{ asked: TrafficSet; answer: core.Explanation }> {
  const group = await groupRules(subject);
  const asked = await askedTraffic(query, group.id);
  const rules = unbidden ? [...group.rules, ...group.unbidden.map(marked)] : group.rules;
  return { asked, answer: core.explain(asked, rules) };
}

const marked = ({ key, traffic }: core.KeyedTraffic) => ({
  key: `${key} (e24cloud adds it by itself, unless defaultRules is "remove")`,
  traffic,
});
