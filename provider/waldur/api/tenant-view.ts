import { undefinedIfNotFound } from "../../http/errors";
import { SharedLock } from "../../sync/shared-lock";
import { type PollSchedule, Watch } from "../../sync/poll";
import { type Listing, Snapshots } from "../../sync/snapshots";
import type { WaldurClient } from "./client";
import type { GroupNames } from "./group-names";
import type { WireGroup } from "./schema";
import { TenantVisibility } from "./tenant-visibility";

/** Seconds for which a list of a tenant's groups serves reads, so that a refresh of many needs few requests. */
const LIST_MAX_AGE = 20;
/** Milliseconds for which a list shows a group as it is before it is changed. */
const PRESENT = 1000;

/** The groups of one tenant, read one by one or through shared lists. */
export class TenantView {
  /** For reads. */
  readonly groups: Snapshots<WireGroup>;
  /** For waits; what they see serves reads too. */
  readonly watch: Watch<WireGroup>;
  /** Every write of this process enters it; a pull of the tenant has it alone. */
  readonly lock = new SharedLock();
  /** Whether the token's user sees the tenant, without which nothing in it counts as gone. */
  readonly visibility: TenantVisibility;
  private lastChange = Number.NEGATIVE_INFINITY;
  /** When all groups were last changed, by a pull of the tenant. */
  private lastVoid = Number.NEGATIVE_INFINITY;
  /** When each group was last changed by this process. */
  private readonly changes = new Map<string, number>();
  private latest: { begun: number; groups: Promise<Listing<WireGroup>> } | undefined;

  constructor(
    private readonly client: WaldurClient,
    private readonly id: string,
    schedule: PollSchedule,
    private readonly names: GroupNames,
  ) {
    this.visibility = new TenantVisibility(client, id);
    const source = { list: () => this.list(), one: (group: string) => this.one(group) };
    this.groups = new Snapshots(source, { maxAge: LIST_MAX_AGE });
    this.watch = new Watch({ ...source, list: () => this.groups.list() }, schedule);
  }

  /** To be called when groups have been changed, one or perhaps all: what was read before shows them as they were. */
  changed(group?: string): void {
    const now = performance.now();
    if (group === undefined) this.lastVoid = now;
    else this.changes.set(group, now);
    this.lastChange = now;
    this.groups.wrote();
  }

  /** To be called when a group has been removed, and rules that name it with it. */
  removed(): void {
    this.groups.wrote();
  }

  /** A group as it is now, for those who are about to change it; undefined where it is gone. */
  async present(group: string): Promise<WireGroup | undefined> {
    const changed = this.changes.get(group) ?? Number.NEGATIVE_INFINITY;
    return this.groups.readSince(group, Math.max(performance.now() - PRESENT, changed, this.lastVoid));
  }

  /**
   * A group as it was some seconds ago at most, for those who are about to delete it: that others are gone meanwhile does
   * not matter to it. Undefined where it is gone.
   */
  async recent(group: string): Promise<WireGroup | undefined> {
    return (await this.all()).get(group) ?? this.one(group);
  }

  /** All groups as they were some seconds ago at most, but for groups removed since. */
  async all(): Promise<Listing<WireGroup>> {
    const oldest = Math.max(this.lastChange, performance.now() - LIST_MAX_AGE * 1000);
    return this.latest !== undefined && this.latest.begun > oldest ? this.latest.groups : this.list();
  }

  private async list(): Promise<Listing<WireGroup>> {
    const groups = this.client.listTenantGroups(this.id).then(async (found) => {
      // A tenant that may not be seen looks like an empty one.
      if (found.listed.length === 0) await this.visibility.require();
      this.names.list(found.listed);
      return found;
    });
    const list = { begun: performance.now(), groups };
    this.latest = list;
    groups.catch(() => {
      if (this.latest === list) this.latest = undefined;
    });
    return groups;
  }

  /** A group by itself, as it is now; undefined where it is gone. @throws {HiddenError} where that cannot be said */
  async one(group: string, client = this.client): Promise<WireGroup | undefined> {
    const found = await undefinedIfNotFound(client.getGroup(group));
    if (found === undefined) await this.visibility.require();
    else this.names.list([found]);
    return found;
  }
}
