import { keepingState } from "../../../kit/crud";
import type { Stored } from "../../../kit/handlers";
import type { Owner } from "../../../run/ownership";
import type { WaldurWork } from "../../api/cloud";
import type { WireGroup } from "../../api/schema";
import type { SecurityGroupInputs } from "../inputs";
import { adoptGroup, claimGroup } from "../ownership";
import { stateAfterFailure } from "../recovery/after-failure";
import { recoverGroup } from "../recovery/recovery";
import { areRulesUnmanaged } from "../rules-elsewhere";
import { allUnmanaged, storedGroup } from "../state";
import { waitUntilCreated } from "../wait/readiness";
import { groupToAdopt } from "./adopt";
import { GroupCreation } from "./new-group";
import { Reconciliation } from "./reconcile";

/** Makes or adopts a group, waits until it is ready, and makes of it what the inputs say. */
export async function createGroup(
  work: WaldurWork,
  inputs: SecurityGroupInputs,
  owner: Owner,
): Promise<Stored> {
  const adopted = await groupToAdopt(work, inputs);
  const { group, reconciliation, begin } =
    adopted === undefined ? await newGroup(work, inputs, owner) : adoptedGroup(work, inputs, owner, adopted);
  return keepingState(
    group.uuid,
    (failure) => {
      const { mayBeInProgress } = reconciliation;
      const change = { before: group, inputs, former: undefined, failure, mayBeInProgress };
      return stateAfterFailure(work, change);
    },
    async () => {
      const done = await begin();
      work.session.names.list([done]);
      const tellsAll = adopted !== undefined && areRulesUnmanaged(work.run, owner, inputs);
      return {
        id: done.uuid,
        outs: { ...storedGroup(done, inputs), ...(tellsAll ? allUnmanaged(done) : {}) },
      };
    },
  );
}

/** A group that the server has, and what makes of it what it is to be. */
interface Begun {
  readonly group: WireGroup;
  readonly reconciliation: Reconciliation;
  readonly begin: () => Promise<WireGroup>;
}

function adoptedGroup(work: WaldurWork, inputs: SecurityGroupInputs, owner: Owner, group: WireGroup): Begun {
  adoptGroup(work.run, { apiUrl: inputs.apiUrl, id: group.uuid }, owner, inputs);
  const reconciliation = new Reconciliation(work, group.tenant_uuid, inputs);
  const begin = async () => reconciliation.run(await recoverGroup(work, group, inputs.onStuck));
  return { group, reconciliation, begin };
}

/** A pull of the tenant would drop a group that OpenStack does not list yet, so it has to wait for the group. */
async function newGroup(work: WaldurWork, inputs: SecurityGroupInputs, owner: Owner): Promise<Begun> {
  return work.session.tenant(inputs.tenant).lock.shared(work.deadline, async () => {
    const group = await new GroupCreation(work, inputs).run();
    claimGroup(work.run, { apiUrl: inputs.apiUrl, id: group.uuid }, owner, inputs);
    const arrived = await keepingState(
      group.uuid,
      (failure) =>
        stateAfterFailure(work, { before: group, inputs, former: undefined, failure, mayBeInProgress: true }),
      () => waitUntilCreated(work, group),
    );
    const reconciliation = new Reconciliation(work, inputs.tenant, inputs);
    return { group: arrived, reconciliation, begin: () => reconciliation.run(arrived) };
  });
}
