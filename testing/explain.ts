import * as core from "../provider/traffic/explain";
import { effectiveRules } from "../provider/traffic/explain";
import type { TrafficSet } from "../provider/traffic/set";
import { formatTraffic } from "../provider/traffic/format";
import { documentedPart } from "../provider/e24cloud/rule/traffic";
import { groupRules, reliable } from "./group-rules";
import type { Subject } from "./subject";
import { askedTraffic, type TrafficQuery } from "./traffic-query";

/** Whether a group allows some traffic, and by which of its rules. */
export interface Explanation {
  /** `unknown`: none of it is allowed for certain, and some of it may be. */
  readonly allowed: "all" | "part" | "nothing" | "unknown";
  /** What was asked about, in words such as `tcp 443 from 198.51.100.7/32`. */
  readonly asked: readonly string[];
  /** The part of it that is allowed for certain. */
  readonly open: readonly string[];
  /** The part of it that is certainly not allowed. */
  readonly closed: readonly string[];
  /** The rest. */
  readonly unknown: readonly string[];
  /** Keys of the rules that allow it or a part of it. */
  readonly by: readonly string[];
  /** Keys of the rules that may allow what is not known, or what else may. */
  readonly perhapsBy: readonly string[];
  /** Where nothing is allowed: the rules that come nearest, and in what they differ. */
  readonly nearest: readonly core.NearRule[];
}

/**
 * Asks a group whether it allows some traffic: `await explain(web, { tcp: 443, from: "198.51.100.7" })`.
 * @throws {Error} where the rules or the question are not known or make no sense
 */
export async function explain(subject: Subject, query: TrafficQuery): Promise<Explanation> {
  const { asked, answer } = await ask(subject, query);
  const { open, closed, unknown } = answer;
  return {
    ...answer,
    asked: formatTraffic(asked),
    open: formatTraffic(open),
    closed: formatTraffic(closed),
    unknown: formatTraffic(unknown),
  };
}

/** The same with sets of traffic instead of words. */
export async function ask(
  subject: Subject,
  query: TrafficQuery,
): Promise<{ asked: TrafficSet; answer: core.Explanation }> {
  const group = reliable(await groupRules(subject));
  const asked = await askedTraffic(query, group.id);
  const needed = group.cloud === "e24cloud" ? documentedPart(asked) : asked;
  return { asked, answer: core.explain(asked, effectiveRules(group), needed) };
}
