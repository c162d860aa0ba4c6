import { keepingState } from "../../core/pulumi/crud";
import type { WaldurWork } from "../api/cloud";
import type { WireGroup } from "../api/schema";
import { presentGroup, repairedGroup } from "../security-group/wait/readiness";
import { Reconciliation } from "../security-group/write/reconcile";
import { afterFailure, outputsOf, rulesOf } from "../security-group/state";
import type { GroupRulesInputs } from "./inputs";

/** Gives a group its rules, and returns what the server then tells of it. */
export async function setGroupRules(work: WaldurWork, inputs: GroupRulesInputs, rules = inputs.rules) {
  const { securityGroup, requireGapFree, secretInputs } = inputs;
  const group = await presentGroup(work, securityGroup);
  return keepingState(
    securityGroup,
    async () => {
      const seen = await afterFailure(work, group);
      return { ...inputs, rules: rulesOf(seen), ...told(seen, inputs) };
    },
    async () => {
      const start = await repairedGroup(work, group);
      const done = await new Reconciliation(work, { rules, requireGapFree, secretInputs }).run(start);
      return told(done, inputs);
    },
  );
}

/** What the server tells of the group as far as its rules are concerned. */
export function told(group: WireGroup, inputs: GroupRulesInputs) {
  const { state, errorMessage } = outputsOf(group, inputs);
  return { tenant: group.tenant_uuid, state, errorMessage };
}
