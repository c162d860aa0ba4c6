import { whereThere } from "../../core/http/errors";
import type { Found } from "../../core/pulumi/handlers";
import type { WaldurWork } from "../api/cloud";
import { spellRule } from "../rule/spell";
import { importedId, requireFinished } from "../security-group/import";
import { rulesOf } from "../security-group/state";
import { upToDateGroup } from "../security-group/wait/readiness";
import { stateOutputs } from "./set";

/** The rules of a group that no program has managed yet, by the id of the group. @param name of the resource */
export async function importRules(work: WaldurWork, given: string, name: string): Promise<Found | undefined> {
  const id = importedId(work, given);
  const found = await whereThere(work.client.getGroup(id));
  const group = found && (await upToDateGroup(work, found));
  if (group === undefined) return undefined;
  requireFinished(group.state);
  const { apiUrl } = work.session.settings;
  const rules = rulesOf(group);
  const inputs = { apiUrl, name, securityGroup: id, rules };
  return {
    id,
    inputs: { ...inputs, rules: Object.values(rules).map(spellRule) },
    outs: { ...inputs, ...stateOutputs(group, inputs) },
  };
}
