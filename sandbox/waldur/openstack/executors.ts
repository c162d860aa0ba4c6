import { paths } from "../api/render/hyperlink";
import type { Instance, LoadBalancer, NetworkPort, Resource, SecurityGroup, Tenant, User } from "../model";
import { OpenStackError, passedOver } from "./errors";
import { pullGroup, pullTenant } from "./pull";
import { pushRules } from "./push";
import { pushInstanceGroups, pushPortGroups, pushVipGroups } from "./push-groups";
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
  create(waldur: Waldur, group: SecurityGroup, user?: User): void {
    execute(waldur, "CREATE", groupRow(waldur, group), creating, async ({ uuid, tenant, ...named }) => {
      const project = waldur.store.tenant(tenant)?.backendId ?? "";
      const { id } = await waldur.neutron.createGroup(project, nameOf(named));
      waldur.store.groups.update(uuid, { backendId: id });
      await pushRules(waldur, uuid);
      waldur.store.events.group("created", group, user);
    });
  },

  /** Pushes the rules too. */
  update(waldur: Waldur, group: SecurityGroup, user?: User): void {
    execute(waldur, "UPDATE", groupRow(waldur, group), updating, async ({ uuid, backendId, ...named }) => {
      await waldur.neutron.updateGroup(backendId, nameOf(named));
      await pushRules(waldur, uuid);
      waldur.store.events.group("updated", { ...group, ...nameOf(named) }, user);
    });
  },

  setRules(waldur: Waldur, group: SecurityGroup): void {
    execute(waldur, "SET_RULES", groupRow(waldur, group), updating, ({ uuid }) => pushRules(waldur, uuid));
  },

  pull(waldur: Waldur, group: SecurityGroup, user?: User): void {
    execute(waldur, "PULL", groupRow(waldur, group), updating, ({ uuid }) => pullGroup(waldur, uuid, user));
  },

  /** Takes the group off servers and ports first. Without an id at OpenStack there is no task that would ever end it. */
  delete(waldur: Waldur, group: SecurityGroup, user?: User): void {
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
      store.events.group("deleted", group, user);
      store.groups.remove(uuid);
      return "GONE";
    });
  },

  pullTenant(waldur: Waldur, { uuid }: Tenant, user?: User): void {
    const { store } = waldur;
    const row = {
      path: `${paths.tenants}${uuid}/`,
      get: () => store.tenant(uuid),
      update: (change: Change) => store.updateTenant(uuid, change),
    };
    execute(waldur, "PULL", row, updating, (tenant) => pullTenant(waldur, tenant, user));
  },

  updateInstanceGroups(waldur: Waldur, { uuid }: Instance): void {
    const row = rowOf(waldur.store.instances, paths.instances, uuid);
    execute(waldur, UPDATE_GROUPS, row, updating, (instance) => pushInstanceGroups(waldur, instance));
  },

  updatePortGroups(waldur: Waldur, { uuid }: NetworkPort): void {
    const { ports } = waldur.store;
    execute(waldur, UPDATE_GROUPS, rowOf(ports, paths.ports, uuid), updating, async (port) => {
      await pushPortGroups(waldur, port);
      ports.update(uuid, { requestedGroups: null });
    });
  },

  updateLoadBalancerGroups(waldur: Waldur, { uuid }: LoadBalancer): void {
    const row = rowOf(waldur.store.loadBalancers, paths.loadBalancers, uuid);
    execute(waldur, UPDATE_GROUPS, row, updating, (loadBalancer) => pushVipGroups(waldur, loadBalancer));
  },

  pullInstance(waldur: Waldur, { uuid }: Instance): void {
    const { nova, store } = waldur;
    execute(
      waldur,
      "PULL",
      rowOf(store.instances, paths.instances, uuid),
      updating,
      async ({ backendId }) => {
        const securityGroups = knownGroups(waldur, await nova.groupsOf(backendId));
        store.instances.update(uuid, { securityGroups });
      },
    );
  },

  pullPort(waldur: Waldur, { uuid }: NetworkPort): void {
    const { neutron, store } = waldur;
    execute(waldur, "PULL", rowOf(store.ports, paths.ports, uuid), updating, async ({ backendId }) => {
      await neutron.showPort(backendId);
      store.ports.update(uuid, { requestedGroups: null });
    });
  },

  pullLoadBalancer(waldur: Waldur, { uuid }: LoadBalancer): void {
    const { neutron, store } = waldur;
    const row = rowOf(store.loadBalancers, paths.loadBalancers, uuid);
    execute(waldur, "PULL", row, updating, async ({ vipPort }) => {
      const { security_groups: live } = await neutron.showPort(vipPort);
      store.loadBalancers.update(uuid, { securityGroups: knownGroups(waldur, live) });
    });
  },

  createPort(waldur: Waldur, { uuid }: NetworkPort): void {
    const { neutron, store } = waldur;
    execute(waldur, "CREATE", rowOf(store.ports, paths.ports, uuid), creating, async ({ tenant }) => {
      const { id } = await neutron.createPort(store.tenant(tenant)?.backendId ?? "");
      store.ports.update(uuid, { backendId: id, requestedGroups: null });
    });
  },

  deletePort(waldur: Waldur, { uuid }: NetworkPort): void {
    const { neutron, store } = waldur;
    const row = rowOf(store.ports, paths.ports, uuid);
    execute(waldur, "DELETE", row, deleting, async function* ({ backendId }): AsyncGenerator<void, Outcome> {
      yield;
      if (backendId !== "") await neutron.deletePort(backendId);
      store.ports.remove(uuid);
      return "GONE";
    });
  },
};

/** Uuids of the groups that Waldur knows. @param ids at OpenStack */
const knownGroups = ({ store }: Waldur, ids: readonly string[]): string[] =>
  ids.flatMap((id) => store.groups.byBackendId(id)?.uuid ?? []);

const UPDATE_GROUPS = "UPDATE_SECURITY_GROUPS";

type Change = { state?: State; errorMessage?: string; errorTraceback?: string };

/** A row that follows its task. */
interface TaskedRow<Row> {
  readonly path: string;
  get(): Row | undefined;
  update(change: Change): void;
}

const groupRow = ({ store }: Waldur, { uuid }: SecurityGroup): TaskedRow<SecurityGroup> =>
  rowOf(store.groups, paths.securityGroups, uuid);

const rowOf = <Row extends Resource>(
  table: TaskedTable<Row>,
  path: string,
  uuid: string,
): TaskedRow<Row> => ({
  path: `${path}${uuid}/`,
  get: () => table.get(uuid),
  update: (change) => void table.update(uuid, change),
});

interface TaskedTable<Row> {
  get(uuid: string): Row | undefined;
  update(uuid: string, change: Change): unknown;
}

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
