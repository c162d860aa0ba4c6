import { whereThere } from "../../core/http/errors";
import { perRun, type Run } from "../../core/run/run";
import { Gate } from "../../core/sync/gate";
import { Snapshots } from "../../core/sync/snapshots";
import { WaldurClient } from "./client";
import type { WaldurSettings } from "./settings";
import type { WireGroup } from "./schema";

/** Seconds for which a list of a tenant's groups serves reads, so that a refresh of many needs few requests. */
const LIST_MAX_AGE = 20;

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
  /** Groups that this process has deleted. */
  readonly deleted = new Set<string>();
  private readonly byTenant = new Map<string, TenantView>();

  constructor(readonly settings: WaldurSettings) {
    this.client = WaldurClient.for(settings);
  }

  tenant(id: string): TenantView {
    const known = this.byTenant.get(id) ?? new TenantView(this.client, id);
    this.byTenant.set(id, known);
    return known;
  }
}

/** The groups of one tenant, read one by one or through shared lists. */
export class TenantView {
  readonly groups: Snapshots<WireGroup>;
  /** Every write of this process enters it; a pull of the tenant has it alone. */
  readonly gate = new Gate();
  private lastChange = Number.NEGATIVE_INFINITY;
  private latest: { begun: number; groups: Promise<ReadonlyMap<string, WireGroup>> } | undefined;

  constructor(
    private readonly client: WaldurClient,
    private readonly id: string,
  ) {
    this.groups = new Snapshots(
      { list: () => this.list(), one: (group) => this.one(group) },
      { maxAge: LIST_MAX_AGE },
    );
  }

  /** To be called when a group has been changed: what was read before shows it as it was. */
  changed(): void {
    this.lastChange = performance.now();
    this.groups.wrote();
  }

  /** To be called when a group has been removed, and rules that name it with it. */
  removed(): void {
    this.groups.wrote();
  }

  /** All groups as they were some seconds ago at most, but for groups removed since. */
  async all(): Promise<ReadonlyMap<string, WireGroup>> {
    const oldest = Math.max(this.lastChange, performance.now() - LIST_MAX_AGE * 1000);
    return this.latest !== undefined && this.latest.begun > oldest ? this.latest.groups : this.list();
  }

  private async list(): Promise<ReadonlyMap<string, WireGroup>> {
    const groups = this.client
      .listGroups({ tenant_uuid: this.id })
      .then((found) => new Map(found.map((group) => [group.uuid, group])));
    const list = { begun: performance.now(), groups };
    this.latest = list;
    groups.catch(() => {
      if (this.latest === list) this.latest = undefined;
    });
    return groups;
  }

  private async one(group: string): Promise<WireGroup | undefined> {
    return whereThere(this.client.getGroup(group));
  }
}

/** A group through the lists of its tenant; directly where the tenant is not known. */
export function readThrough(
  { session, client }: { session: WaldurSession; client: WaldurClient },
  { id, tenant }: { id: string; tenant: string | undefined },
): Promise<WireGroup | undefined> {
  return tenant === undefined ? whereThere(client.getGroup(id)) : session.tenant(tenant).groups.read(id);
}

const sessions = perRun(() => new Map<string, WaldurSession>());

/** The session for these settings: everything in a run that has the same settings shares one. */
export function waldurSession(settings: WaldurSettings, run: Run): WaldurSession {
  const key = JSON.stringify(settings);
  const known = sessions(run).get(key) ?? new WaldurSession(settings);
  sessions(run).set(key, known);
  return known;
}
