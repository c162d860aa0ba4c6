import type { SecurityGroup, Tenant } from "./model";
import { OpenStackError } from "./openstack/errors";
import { pullGroup, pullTenant } from "./pull";
import { pushRules } from "./push";
import type { State } from "./states";
import type { Task, TaskOutcome } from "./tasks";
import type { Waldur } from "./waldur";

type Work = (group: SecurityGroup) => Promise<TaskOutcome["outcome"] | void>;

/** What an accepted operation does: the state changes at once, the work follows in the background. */
export const executors = {
  create(waldur: Waldur, group: SecurityGroup): void {
    execute(
      waldur,
      group,
      "CREATE",
      ["CREATION_SCHEDULED", "CREATING"],
      async ({ uuid, tenant, ...named }) => {
        const project = waldur.store.tenant(tenant)?.backendId ?? "";
        const { id } = await waldur.neutron.createGroup(project, nameOf(named));
        waldur.store.groups.update(uuid, { backendId: id });
        await pushRules(waldur, uuid);
      },
    );
  },

  /** Pushes the rules too. */
  update(waldur: Waldur, group: SecurityGroup): void {
    execute(
      waldur,
      group,
      "UPDATE",
      ["UPDATE_SCHEDULED", "UPDATING"],
      async ({ uuid, backendId, ...named }) => {
        await waldur.neutron.updateGroup(backendId, nameOf(named));
        await pushRules(waldur, uuid);
      },
    );
  },

  setRules(waldur: Waldur, group: SecurityGroup): void {
    const work: Work = ({ uuid }) => pushRules(waldur, uuid);
    execute(waldur, group, "SET_RULES", ["UPDATE_SCHEDULED", "UPDATING"], work);
  },

  pull(waldur: Waldur, group: SecurityGroup): void {
    const work: Work = ({ uuid }) => pullGroup(waldur, uuid);
    execute(waldur, group, "PULL", ["UPDATE_SCHEDULED", "UPDATING"], work);
  },

  /** Takes the group off its ports first. Without an id at OpenStack there is no task that would ever end it. */
  delete(waldur: Waldur, group: SecurityGroup): void {
    const { neutron, store } = waldur;
    store.groups.update(group.uuid, { errorMessage: "" });
    execute(waldur, group, "DELETE", ["DELETION_SCHEDULED", "DELETING"], async ({ uuid, backendId }) => {
      if (backendId === "") return "STUCK";
      for (const port of await neutron.listPorts(backendId)) await neutron.detach(backendId, port);
      await neutron.deleteGroup(backendId);
      store.groups.remove(uuid);
      return "GONE";
    });
  },

  pullTenant(waldur: Waldur, { uuid }: Tenant): void {
    const { store, tasks } = waldur;
    store.updateTenant(uuid, { state: "UPDATE_SCHEDULED" });
    const row = {
      running: () => store.updateTenant(uuid, { state: "UPDATING", errorMessage: "" }),
      ended: (end: Ending) => store.updateTenant(uuid, end),
    };
    tasks.schedule(
      task("PULL", `/api/openstack-tenants/${uuid}/`, row, async () => {
        const tenant = store.tenant(uuid);
        if (tenant) await pullTenant(waldur, tenant);
      }),
    );
  },
};

function execute(
  { store: { groups }, tasks }: Waldur,
  { uuid }: SecurityGroup,
  name: string,
  [scheduled, running]: readonly [State, State],
  work: Work,
): void {
  groups.update(uuid, { state: scheduled });
  const row = {
    running: () => void groups.update(uuid, { state: running, errorMessage: "" }),
    ended: (end: Ending) => void groups.update(uuid, end),
  };
  tasks.schedule(
    task(name, `/api/openstack-security-groups/${uuid}/`, row, async () => {
      const group = groups.get(uuid);
      return group ? work(group) : "GONE";
    }),
  );
}

const nameOf = ({ name, description }: { name: string; description: string }) => ({ name, description });

type Ending = { state: "OK" } | { state: "ERRED"; errorMessage: string; errorTraceback: string };

/** How the row of a resource follows its task. */
interface TaskedRow {
  readonly running: () => void;
  readonly ended: (end: Ending) => void;
}

function task(name: string, path: string, row: TaskedRow, work: () => ReturnType<Work>): Task {
  const run = async (): Promise<TaskOutcome> => {
    row.running();
    try {
      const outcome = (await work()) ?? "OK";
      if (outcome === "OK") row.ended({ state: "OK" });
      return { outcome };
    } catch (error) {
      if (!(error instanceof OpenStackError)) throw error;
      row.ended({ state: "ERRED", errorMessage: error.summary, errorTraceback: error.traceback });
      return { outcome: "ERRED", error: error.message };
    }
  };
  return { name, path, run };
}
