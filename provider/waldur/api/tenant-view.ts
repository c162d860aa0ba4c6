import { undefinedIfNotFound } from "../../http/errors";
import { SharedLock } from "../../sync/shared-lock";
import { type PollSchedule, Watch, type Listing, Snapshots } from "../../sync/poll";
import { PAGE_SIZE, type WaldurClient } from "./client";
import type { GroupNames } from "./ids";
import type { ListedGroup, WireGroup } from "./schema";
import { GroupFailure } from "./failures";

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
  /** Groups as the last list had them, and those made since: what describes them does not change while a run lasts. */
  private readonly known = new Map<string, ListedGroup>();
  /** How many groups the last list had. */
  private size = 0;
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
    const requests = () => Math.ceil(this.size / PAGE_SIZE);
    this.watch = new Watch({ ...source, list: () => this.groups.list(), requests }, schedule);
  }

  /** To be called when groups have been changed, one or perhaps all: what was read before shows them as they were. */
  changed(group?: string): void {
    const now = performance.now();
    if (group === undefined) this.lastVoid = now;
    else this.changes.set(group, now);
    this.lastChange = now;
    this.groups.wrote();
  }

  /** To be called with the answer to a create. */
  made(group: WireGroup): void {
    this.known.set(group.uuid, group);
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
    const known = this.size === 0 ? undefined : this.known;
    const groups = this.client.listTenantGroups(this.id, known).then(async (found) => {
      // A tenant that may not be seen looks like an empty one.
      if (found.listed.length === 0) await this.visibility.require();
      this.names.list(found.listed);
      this.size = found.listed.length;
      for (const group of found.listed) this.known.set(group.uuid, group);
      return found;
    });
    const list = { begun: performance.now(), groups };
    this.latest = list;
    groups.catch(() => {
      if (this.latest === list) this.latest = undefined;
    });
    return groups;
  }

  /** A single group as it is now; undefined where it is gone. @throws {HiddenError} where that is unknown */
  async one(group: string, client = this.client): Promise<WireGroup | undefined> {
    const found = await undefinedIfNotFound(client.getGroup(group));
    if (found === undefined) await this.visibility.require();
    else this.names.list([found]);
    return found;
  }
}

/** Milliseconds for which the sight of a tenant proves that what is missing in it is gone. */
const SIGHT = 20_000;

/**
 * Waldur answers 404 both for what is gone and for what the token's user may not see. Only where the same user sees the
 * tenant can a group of it count as gone.
 */
export class HiddenError extends GroupFailure {
  override readonly name = "HiddenError";
  override readonly isCredential = true;

  constructor(what: string) {
    super(
      `Waldur answers 404 for ${what}: the token's user may not see it, so nothing in it counts as deleted. A role may ` +
        "have expired, or the token may belong to another user",
      "Give the user a role in the tenant's project again, or set waldur:token to that of a user who has one, and run " +
        "pulumi again. If the whole tenant has been deleted, remove the resource from state with pulumi state delete.",
    );
  }
}

/** Whether the token's user sees a tenant: asked when something of it is missing, and once for all that is missing then. */
export class TenantVisibility {
  private asked: { readonly at: number; readonly answer: Promise<void> } | undefined;

  constructor(
    private readonly client: WaldurClient,
    private readonly tenant: string,
  ) {}

  /** @throws {HiddenError} where the tenant does not show */
  async require(): Promise<void> {
    const now = performance.now();
    if (this.asked === undefined || now - this.asked.at > SIGHT) {
      const answer = this.ask();
      const asked = { at: now, answer };
      this.asked = asked;
      answer.catch(() => {
        if (this.asked === asked) this.asked = undefined;
      });
    }
    await this.asked.answer;
  }

  private async ask(): Promise<void> {
    const tenant = await undefinedIfNotFound(this.client.getTenant(this.tenant));
    if (tenant === undefined) throw new HiddenError(`the tenant ${this.tenant}`);
  }
}
