import { secretsOf } from "../../kit/secrets";
import { keepingState } from "../../kit/operation";
import { ruleOutputs } from "../../kit/fields";
import type { RuleMap } from "../../rules/rule-map";
import type { WaldurWork } from "../api/session";
import { GroupFailure } from "../api/failures";
import type { WireGroup } from "../api/schema";
import type { Rule } from "../rule/args";
import { rulesAfterFailure } from "../security-group/after-failure";
import { recoverGroup } from "../security-group/recover";
import { outputsOf, rulesOf, unreturnableOutput } from "../security-group/state";
import { GroupGoneError } from "../security-group/wait";
import { rulesToWrite, Reconciliation } from "../security-group/reconcile";
import type { GroupRulesInputs } from "./inputs";

/** What a change of a group's rules starts from. */
export interface FormerRules {
  /** The rules in state; undefined at a create, which takes the rules of the group over. */
  readonly former?: RuleMap<Rule> | undefined;
  /** Whether state says that the group is as the last run has left it. */
  readonly isHealthy?: boolean;
}

/** Gives a group its rules, and returns what is to be saved of them. @param group as it was just read */
export async function setGroupRules(
  work: WaldurWork,
  inputs: GroupRulesInputs,
  group: WireGroup,
  { former, isHealthy = false }: FormerRules = {},
) {
  const { securityGroup, requireGapFree, secretInputs, rules } = inputs;
  let reconciliation: Reconciliation | undefined;
  return keepingState(
    securityGroup,
    async () => {
      const mayBeInProgress = reconciliation?.mayBeInProgress === true;
      const failed = { former, rules, mayBeInProgress };
      const { group: seen, stored } = await rulesAfterFailure(work, group, failed);
      return { ...inputs, ...stateOutputs(seen, inputs), ...unreturnableOutput(seen), ...stored };
    },
    async () => {
      const start = await recoverGroup(work, group).catch(madeElsewhere);
      const target = rulesToWrite(work, start, { ...inputs, former, isHealthy });
      const wanted = { requireGapFree, secretInputs, ...target };
      reconciliation = new Reconciliation(work, group.tenant_uuid, wanted);
      const done = await reconciliation.run(start).catch(madeElsewhere);
      const outputs = {
        ...ruleOutputs(rulesOf(done), rules),
        ...unreturnableOutput(done),
      };
      return { ...inputs, ...stateOutputs(done, inputs), ...outputs };
    },
  );
}

/** The group belongs to another resource, or to none: that it is gone shows there only after a refresh. */
export function madeElsewhere(error: unknown): never {
  if (!(error instanceof GroupGoneError)) throw error;
  throw new GroupFailure(
    error.message,
    "Run pulumi up --refresh to recreate a group of this program; otherwise recreate it where it was created.",
    { cause: error },
  );
}

/** What the server says about the group as far as its rules are concerned; not its tenant where that is secret. */
export function stateOutputs(group: WireGroup, inputs: GroupRulesInputs) {
  const { state, errorMessage } = outputsOf(group, inputs);
  const tenant = secretsOf(inputs).includes("tenant") ? undefined : group.tenant_uuid;
  return { tenant, state, errorMessage };
}
