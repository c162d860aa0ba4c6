import { keepingState } from "../../core/pulumi/crud";
import type { WaldurWork } from "../api/cloud";
import { GroupFailure } from "../api/failures";
import type { WireGroup } from "../api/schema";
import { rulesAfterFailure } from "../security-group/recovery/after-failure";
import { recoveredGroup } from "../security-group/recovery/recovery";
import { outputsOf, rulesOf } from "../security-group/state";
import { GroupGoneError } from "../security-group/wait/wait";
import { Reconciliation } from "../security-group/write/reconcile";
import type { GroupRulesInputs } from "./inputs";

/** A group as it was just read, and the rules that it is to have. */
export interface RulesToSet {
  readonly group: WireGroup;
  readonly rules: GroupRulesInputs["rules"];
}

/** Gives a group its rules, and returns what is to be saved of them. */
export async function setGroupRules(
  work: WaldurWork,
  inputs: GroupRulesInputs,
  { group, rules: wanted }: RulesToSet,
) {
  const { securityGroup, requireGapFree, secretInputs } = inputs;
  return keepingState(
    securityGroup,
    async () => {
      const { group: seen, rules } = await rulesAfterFailure(work, group, wanted);
      return { ...inputs, ...stateOutputs(seen, inputs), rules };
    },
    async () => {
      const reconciliation = new Reconciliation(work, group.tenant_uuid, {
        rules: wanted,
        requireGapFree,
        secretInputs,
      });
      const done = await reconciliation.run(await recoveredGroup(work, group)).catch(madeElsewhere);
      return { ...inputs, ...stateOutputs(done, inputs), rules: rulesOf(done) };
    },
  );
}

/** The group is another resource's, or nobody's: that it is gone shows there only after a refresh. */
export function madeElsewhere(error: unknown): never {
  if (!(error instanceof GroupGoneError)) throw error;
  throw new GroupFailure(
    error.message,
    "Run pulumi up --refresh, which makes anew a group of this program; otherwise make it anew where it was made.",
    { cause: error },
  );
}

/** What the server tells of the group as far as its rules are concerned. */
export function stateOutputs(group: WireGroup, inputs: GroupRulesInputs) {
  const { state, errorMessage } = outputsOf(group, inputs);
  return { tenant: group.tenant_uuid, state, errorMessage };
}
