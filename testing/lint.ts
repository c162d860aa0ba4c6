import { type Finding, lintFilter } from "../provider/traffic/lint";
import { groupRules } from "./group-rules";
import type { Subject } from "./subject";

/**
 * What is questionable about the rules of a group: too much that is open to the world, rules that others make
 * redundant, and a firewall that is off. `expect(await lint(web)).toEqual([])`.
 * @throws {Error} where the rules are not known
 */
export async function lint(subject: Subject): Promise<Finding[]> {
  return lintFilter(await groupRules(subject));
}
