import * as core from "../analysis/reachability";
import { groupRules, reliable } from "./group-rules";
import type { Subject } from "./subject";

/** From where some ports of a group can be reached. */
export interface Reach {
  /** Name of a group, or `anywhere`. */
  readonly from: string;
  readonly to: string;
  /** `web -> database: tcp 5432 (postgresql)`. */
  readonly text: string;
  /** Whether the way is known to be open; else it may be: a rule in unknown words, a firewall that nothing switches on. */
  readonly isKnown: boolean;
  /** Keys of the rules that open the way: out of `from`, and into `to`. */
  readonly by: { readonly egress: readonly string[]; readonly ingress: readonly string[] };
}

/**
 * From which group which port of which other one can be reached, and what anywhere has to do with them:
 * `await reachability({ web, database })`. Only rules that name a group or any address count, since the
 * addresses of a group's members are not known.
 * @throws {Error} where rules are not known
 */
export async function reachability(groups: Readonly<Record<string, Subject>>): Promise<Reach[]> {
  const read = Object.entries(groups).map(async ([name, group]) => ({
    name,
    ...reliable(await groupRules(group)),
  }));
  const found = core.reachability(await Promise.all(read));
  return found.map((reach) => ({
    from: reach.from,
    to: reach.to,
    text: core.reachText(reach),
    isKnown: reach.isKnown,
    by: reach.by,
  }));
}
