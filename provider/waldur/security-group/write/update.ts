import { keepingState } from "../../../core/pulumi/crud";
import type { Stored } from "../../../core/pulumi/handlers";
import type { WaldurWork } from "../../api/cloud";
import type { SecurityGroupInputs } from "../inputs";
import { presentGroup, repairedGroup } from "../wait/readiness";
import { Reconciliation } from "./reconcile";
import { outputsOf, stateAfterFailure } from "../state";
import { noteTakeover } from "./takeover";

/** Makes of an existing group what the new inputs say. */
export async function updateGroup(
  work: WaldurWork,
  id: string,
  inputs: SecurityGroupInputs,
): Promise<Stored> {
  const group = await presentGroup(work, id);
  noteTakeover(work, id, inputs);
  return keepingState(
    id,
    () => stateAfterFailure(work, group, inputs),
    async () => {
      const done = await new Reconciliation(work, inputs).run(await repairedGroup(work, group));
      return { id, outs: { ...inputs, ...outputsOf(done, inputs) } };
    },
  );
}
