import { Snapshots } from "../../core/sync/snapshots";
import { E24cloudClient } from "./client";
import { GroupReader } from "./group-reader";
import type { E24cloudSettings } from "./settings";
import type { Group } from "./schema";

/** Seconds for which one list of the account serves the reads of a refresh. */
const LIST_AGE = 5;

/** All that one process shares among its operations on one account. */
export class Session {
  readonly client: E24cloudClient;
  readonly reader: GroupReader;
  /** Reads through a list shared with the reads of other groups. */
  readonly groups: Snapshots<Group>;
  private readonly claimed = new Set<string>();
  private before: Promise<ReadonlySet<string>> | undefined;

  constructor(readonly settings: E24cloudSettings) {
    this.client = new E24cloudClient(settings);
    this.reader = new GroupReader(this.client);
    this.groups = new Snapshots<Group>(
      { list: () => this.completeGroups(), one: (id) => this.reader.one(id) },
      { maxAge: LIST_AGE },
    );
  }

  /** Sends a write; lists that were begun before its answer are not used afterwards. */
  async write<T>(send: (client: E24cloudClient) => Promise<T>): Promise<T> {
    try {
      return await send(this.client);
    } finally {
      this.groups.wrote();
    }
  }

  /** The ids of the groups that were there before this process made its first: none of them is its own. */
  async idsBefore(): Promise<ReadonlySet<string>> {
    this.before ??= this.reader.list().then((groups) => new Set(groups.map(({ id }) => id)));
    const { before } = this;
    // A list that failed is asked for again by the next create.
    before.catch(() => (this.before = undefined));
    return before;
  }

  /** Takes a group for one resource of this process; false where another has it. */
  claim(id: string): boolean {
    if (this.claimed.has(id)) return false;
    this.claimed.add(id);
    return true;
  }

  private async completeGroups(): Promise<ReadonlyMap<string, Group>> {
    const groups = await this.reader.list();
    return new Map(groups.filter(({ complete }) => complete).map((group) => [group.id, group]));
  }
}

const sessions = new Map<string, Session>();

/** The session of an account: one for the same settings, so that resources and lookups share lists and connections. */
export function sessionFor(settings: E24cloudSettings): Session {
  const key = JSON.stringify(Object.entries(settings).toSorted());
  const session = sessions.get(key) ?? new Session(settings);
  sessions.set(key, session);
  return session;
}
