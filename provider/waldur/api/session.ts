import { undefinedIfNotFound } from "../../http/errors";
import type { Deadline } from "../../http/deadline";
import type { SharedTime } from "../../http/transport";
import { openOperations } from "../../run/open-operations";
import { perRun, type Run } from "../../run/run";
import { PollSchedule } from "../../sync/poll";
import { WaldurClient } from "./client";
import { GroupNames } from "./group-names";
import type { WaldurSettings } from "./settings";
import type { WireGroup } from "./schema";
import { HiddenError } from "./tenant-visibility";
import { TenantView } from "./tenant-view";

/** Where a group is. */
export interface GroupRef {
  readonly id: string;
  readonly tenant: string;
}

/** One account on one server, shared by all that this process does with it. */
export class WaldurSession {
  readonly client: WaldurClient;
  /** Groups that this process has made. */
  readonly made = new Set<string>();
  readonly names = new GroupNames();
  /** Ids of groups that new ones must adopt, by tenant and name: OpenStack kept them after they were unlinked from Waldur. */
  readonly keptInOpenStack = new Map<string, string>();
  /** Groups that this process has deleted. */
  readonly deleted = new Set<string>();
  private readonly byTenant = new Map<string, TenantView>();
  /** Learned from all tenants: they have one server. */
  private readonly schedule: PollSchedule;

  /** @param shared time of the operations that share what is read */
  constructor(
    readonly settings: WaldurSettings,
    shared?: SharedTime,
  ) {
    this.client = WaldurClient.for(settings, shared);
    this.schedule = new PollSchedule(settings.pollInterval);
  }

  tenant(id: string): TenantView {
    const known = this.byTenant.get(id) ?? new TenantView(this.client, id, this.schedule, this.names);
    this.byTenant.set(id, known);
    return known;
  }
}

/**
 * A group of which the tenant may not be known, through the lists of the tenant where it is. Undefined where it is gone.
 * @throws {HiddenError} where that cannot be said
 */
export async function groupInTenant(
  { session, client, deadline }: { session: WaldurSession; client: WaldurClient; deadline: Deadline },
  { id, tenant }: { id: string; tenant: string | undefined },
  read = (view: TenantView) => view.groups.read(id),
): Promise<WireGroup | undefined> {
  if (tenant !== undefined) return deadline.within(read(session.tenant(tenant)));
  const found = await undefinedIfNotFound(client.getGroup(id));
  if (found === undefined) throw new HiddenError(`the group ${id}, and state does not say its tenant`);
  return found;
}

const sessions = perRun(() => new Map<string, WaldurSession>());

/** The session for these settings: everything in a run that has the same settings shares one. */
export function waldurSession(settings: WaldurSettings, run: Run): WaldurSession {
  const key = JSON.stringify(settings);
  const known = sessions(run).get(key) ?? new WaldurSession(settings, openOperations(run));
  sessions(run).set(key, known);
  return known;
}
