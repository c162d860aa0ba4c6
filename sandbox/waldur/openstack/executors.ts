import { paths } from "../api/render/hyperlink";
import type { Instance, SecurityGroup, Tenant } from "../model";
import { OpenStackError, passedOver } from "./errors";
import { pullGroup, pullTenant } from "./pull";
import { pushRules } from "./push";
import { pushInstanceGroups } from "./push-instance";
import type { State } from "../states";
import type { TaskOutcome } from "./tasks";
import type { Waldur } from "../waldur";

type Outcome = TaskOutcome["outcome"];
/** The work of a task; it may end in steps. */
type Work<Row> = (row: Row) => AsyncGenerator<void, Outcome> | Promise<void>;

const creating = ["CREATION_SCHEDULED", "CREATING"] as const;
const updating = ["UPDATE_SCHEDULED", "UPDATING"] as const;
const deleting = ["DELETION_SCHEDULED", "DELETING"] as const;

/** What an accepted operation does: the state changes at once, the work follows in the background. */
export const executors = {
  create(waldur: Waldur, group: SecurityGroup): void {
    execute(waldur, "CREATE", groupRow(waldur, group), creating, async ({ uuid, tenant, ...named }) => {
      const project = waldur.store.tenant(tenant)?.backendId ?? "";
      const { id } = await waldur.neutron.createGroup(project, nameOf(named));
      waldur.store.groups.update(uuid, { backendId: id });
      await pushRules(waldur, uuid);
    });
  },

  /** Pushes the rules too. */
  update(waldur: Waldur, group: SecurityGroup): void {
    execute(waldur, "UPDATE", groupRow(waldur, group), updating, async ({ uuid, backendId, ...named }) => {
      await waldur.neutron.updateGroup(backendId, nameOf(named));
      await pushRules(waldur, uuid);
    });
  },

  setRules(waldur: Waldur, group: SecurityGroup): void {
    execute(waldur, "SET_RULES", groupRow(waldur, group), updating, ({ uuid }) => pushRules(waldur, uuid));
  },

  pull(waldur: Waldur, group: SecurityGroup): void {
    execute(waldur, "PULL", groupRow(waldur, group), updating, ({ uuid }) => pullGroup(waldur, uuid));
  },

  /** Takes the group off servers and ports first. Without an id at OpenStack there is no task that would ever end it. */
  delete(waldur: Waldur, group: SecurityGroup): void {
    const { neutron, nova, store } = waldur;
    store.groups.update(group.uuid, { errorMessage: "" });
    execute(waldur, "DELETE", groupRow(waldur, group), deleting, async function* ({ uuid, backendId }) {
      if (backendId === "") return "STUCK";
      yield;
      for (const server of await nova.serversUsing(backendId))
        await passedOver(nova.removeGroup(server, backendId));
      yield;
      for (const port of await neutron.listPorts(backendId)) await neutron.detach(backendId, port);
      yield;
      await neutron.deleteGroup(backendId);
      store.groups.remove(uuid);
      return "GONE";
    });
  },

  pullTenant(waldur: Waldur, { uuid }: Tenant): void {
    const { store } = waldur;
    const row = {
      path: `${paths.tenants}${uuid}/`,
      get: () => store.tenant(uuid),
      update: (change: Change) => store.updateTenant(uuid, change),
    };
    execute(waldur, "PULL", row, updating, (tenant) => pullTenant(waldur, tenant));
  },

  updateInstanceGroups(waldur: Waldur, { uuid }: Instance): void {
    const { instances } = waldur.store;
    const row = {
      path: `${paths.instances}${uuid}/`,
      get: () => instances.get(uuid),
      update: (change: Change) => void instances.update(uuid, change),
    };
    execute(waldur, "UPDATE_SECURITY_GROUPS", row, updating, (instance) =>
      pushInstanceGroups(waldur, instance),
    );
  },
};

type Change = { state?: State; errorMessage?: string; errorTraceback?: string };

/** A row that follows its task. */
interface TaskedRow<Row> {
  readonly path: string;
  get(): Row | undefined;
  update(change: Change): void;
}

const groupRow = ({ store: { groups } }: Waldur, { uuid }: SecurityGroup): TaskedRow<SecurityGroup> => ({
  path: `${paths.securityGroups}${uuid}/`,
  get: () => groups.get(uuid),
  update: (change) => void groups.update(uuid, change),
});

const nameOf = ({ name, description }: { name: string; description: string }) => ({ name, description });

/** Schedules the work for a row. The state that says how it ended is a step of its own, as it is in Waldur. */
function execute<Row>(
  { tasks }: Waldur,
  name: string,
  row: TaskedRow<Row>,
  [scheduled, running]: readonly [State, State],
  work: Work<Row>,
): void {
  async function* steps(): AsyncGenerator<void, TaskOutcome> {
    row.update({ state: running, errorMessage: "" });
    const current = row.get();
    if (current === undefined) return { outcome: "GONE" };
    try {
      const working = work(current);
      const outcome = working instanceof Promise ? ((await working) ?? "OK") : yield* working;
      if (outcome !== "OK") return { outcome };
    } catch (error) {
      if (!(error instanceof OpenStackError)) throw error;
      yield;
      row.update({ state: "ERRED", errorMessage: error.summary, errorTraceback: error.traceback });
      return { outcome: "ERRED", error: error.message };
    }
    yield;
    row.update({ state: "OK" });
    return { outcome: "OK" };
  }

  row.update({ state: scheduled });
  tasks.schedule({ name, path: row.path, steps: steps() });
}
