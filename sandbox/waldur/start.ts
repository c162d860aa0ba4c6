import { createControl } from "../control/index";
import { serveSandbox } from "../control/server";
import type { SandboxServer } from "../control/sandbox-server";
import { waldurApi } from "./api/app";
import { Sessions } from "./auth";
import { editRoutes } from "./edits/edit-routes";
import { Edits } from "./edits/edits";
import type { Role } from "./model";
import { Cloud } from "./openstack/cloud";
import { Neutron } from "./openstack/neutron";
import { Nova } from "./openstack/nova";
import { roles, seedPersonalToken, seedTenantUuid, seedToken } from "./seed";
import { Store } from "./store";
import { waldurSwitches } from "./read-switches";
import type { WaldurSwitches } from "./switches";
import { Tasks } from "./openstack/tasks";

export interface WaldurSandboxOptions extends Partial<WaldurSwitches> {
  /** 0, the default, takes any free port. */
  port?: number;
}

/** A Waldur MasterMind on the loopback interface, with an OpenStack behind it. */
export interface WaldurSandbox extends SandboxServer<WaldurSwitches> {
  /** `http://127.0.0.1:<port>/api/` */
  readonly apiUrl: string;
  /** Token of the customer's owner, who may do everything but what is for staff. */
  readonly token: string;
  readonly tokens: Readonly<Record<Role, string>>;
  /** Personal access tokens (`w_…`), valid with the switch `release: "2026"`. */
  readonly personalTokens: Readonly<Record<Role, string>>;
  readonly tenantUuid: string;
  readonly secondTenantUuid: string;
  /** Changes behind Waldur's back, and the upkeep of the server. */
  readonly edits: Edits;
  /** Waits until no task is scheduled or running. */
  idle(): Promise<void>;
}

/** Starts the emulator. @throws ZodError that names a switch it doesn't know */
export async function startWaldurSandbox({
  port = 0,
  ...switches
}: WaldurSandboxOptions = {}): Promise<WaldurSandbox> {
  const control = createControl(waldurSwitches, switches);
  const store = new Store(() => control.settings.current.staleReads);
  const cloud = new Cloud(
    store.tenants().map(({ backendId }) => backendId),
    () => control.settings.current.keepsIcmpNumber,
  );
  const tasks = new Tasks(control);
  const neutron = new Neutron(control, cloud);
  const waldur = { control, store, cloud, neutron, nova: new Nova(control, cloud), tasks };
  const sessions = new Sessions();
  const edits = new Edits(waldur, sessions);
  const server = await serveSandbox(control, {
    api: waldurApi({ waldur, sessions }),
    edits: editRoutes(edits),
    port,
  });
  return {
    ...server,
    apiUrl: `${server.url}/api/`,
    token: seedToken("owner"),
    tokens: byRole(seedToken),
    personalTokens: byRole(seedPersonalToken),
    tenantUuid: seedTenantUuid(1),
    secondTenantUuid: seedTenantUuid(4),
    edits,
    idle: () => tasks.idle(),
    close: async () => {
      tasks.close();
      await server.close();
    },
  };
}

const byRole = (token: (role: Role) => string) =>
  Object.fromEntries(roles.map((role) => [role, token(role)])) as Record<Role, string>;
