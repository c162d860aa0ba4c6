import { PartialFailure } from "../../errors";
import type { InState } from "../../kit/define-resource";
import { keepingState } from "../../kit/operation";
import type { Props, Stored } from "../../kit/handlers";
import type { Owner } from "../../run/ownership";
import type { WaldurWork } from "../api/cloud";
import type { WireGroup } from "../api/schema";
import type { SecurityGroupInputs } from "./inputs";
import { goneState, stateAfterFailure } from "./after-failure";
import { recoverGroup } from "./recover";
import { areRulesUnmanaged } from "./ownership";
import { formerRules, isFinished, refreshedRules, storedGroup } from "./state";
import { requireGroup, GroupGoneError } from "./wait";
import { rulesToWrite, Reconciliation } from "./reconcile";

/** Makes of an existing group what the new inputs say. */
export async function updateGroup(
  work: WaldurWork,
  { id, props: olds, known }: InState<Partial<SecurityGroupInputs>>,
  inputs: SecurityGroupInputs,
  owner: Owner,
): Promise<Stored> {
  const group = await knownGroup(work, id, olds, inputs);
  const former = formerRules(olds, known.rules);
  let reconciliation: Reconciliation | undefined;
  const state = (failure: unknown) => {
    const mayBeInProgress = reconciliation?.mayBeInProgress === true;
    return stateAfterFailure(work, { before: group, inputs, former, failure, mayBeInProgress });
  };
  return keepingState(id, state, async () => {
    const start = await recoverGroup(work, group, inputs.onStuck);
    const target = rulesToWrite(work, start, { ...inputs, former, isHealthy: isFinished(olds) });
    const { requireGapFree, secretInputs, name, description } = inputs;
    const wanted = { requireGapFree, secretInputs, name, description, ...target };
    reconciliation = new Reconciliation(work, group.tenant_uuid, wanted);
    const done = await reconciliation.run(start);
    // Rules that are given up may be another resource's from now on.
    const tellsAll = olds["rules"] === undefined && areRulesUnmanaged(work.run, owner, inputs);
    const others = tellsAll ? refreshedRules(inputs, olds, done) : {};
    return { id, outs: { ...storedGroup(done, inputs), ...others } };
  });
}

/** The group; where it is gone, state gets to know that. */
async function knownGroup(
  work: WaldurWork,
  id: string,
  olds: Props,
  inputs: SecurityGroupInputs,
): Promise<WireGroup> {
  try {
    return await requireGroup(work, id, inputs.tenant);
  } catch (error) {
    if (!(error instanceof GroupGoneError)) throw error;
    throw new PartialFailure(id, goneState({ ...olds, ...inputs }, error), error.message, { cause: error });
  }
}
