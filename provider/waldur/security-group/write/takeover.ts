import type { Run } from "../../../core/run/run";
import { ALIASES, takeovers } from "../../../core/run/takeovers";
import type { WaldurWork } from "../../api/cloud";

const addressOf = (apiUrl: string, id: string) => `${apiUrl} ${id}`;
const nameOf = ({ session }: WaldurWork, id: string) => addressOf(session.settings.apiUrl, id);

/** Whether this run has made or adopted a group: a list that was read before may lack it. */
export const isFromThisRun = (run: Run, apiUrl: string, id: string): boolean =>
  takeovers(run).ownerOf(addressOf(apiUrl, id), "group") !== undefined;

/** Notes that a resource has a group, and perhaps its rules, under its hand: no delete of this run may touch them. */
export function noteTakeover(
  work: WaldurWork,
  id: string,
  { name, rules }: { name: string; rules?: unknown },
): void {
  const group = nameOf(work, id);
  const known = takeovers(work.run);
  known.note({ group, part: "group", by: `SecurityGroup "${name}"` });
  if (rules !== undefined) known.note({ group, part: "rules", by: `SecurityGroup "${name}"` });
}

/** The same for the rules of a group alone. */
export function noteRulesTakeover(work: WaldurWork, id: string, name: string): void {
  takeovers(work.run).note({ group: nameOf(work, id), part: "rules", by: `SecurityGroupRules "${name}"` });
}

/** Deletes a group, unless another resource of this run has it, or its rules, under its hand. */
export async function unlessTakenOver(
  work: WaldurWork,
  id: string,
  remove: () => Promise<void>,
): Promise<void> {
  const owner = takeovers(work.run).ownerOf(nameOf(work, id), "group", "rules");
  if (owner === undefined) return remove();
  work.tell(`the group stays: ${owner} has taken it over in this run. ${ALIASES}`);
}

/** Empties a group's rules, unless another resource of this run has them under its hand. */
export async function unlessRulesTakenOver(
  work: WaldurWork,
  id: string,
  empty: () => Promise<void>,
): Promise<void> {
  const owner = takeovers(work.run).ownerOf(nameOf(work, id), "rules");
  if (owner === undefined) return empty();
  work.tell(`the rules stay: ${owner} has taken them over in this run. ${ALIASES}`);
}
