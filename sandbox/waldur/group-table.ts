import { timestamp } from "./ids";
import type { SecurityGroup } from "./model";

/** Groups as some reader sees them. */
export interface GroupView {
  get(uuid: string): SecurityGroup | undefined;
  all(): SecurityGroup[];
}

type Change = Partial<Omit<SecurityGroup, "uuid" | "tenant" | "created" | "modified">>;

/** Waldur's table of security groups. Rows are never changed, only replaced, so that a lagging replica can show old ones. */
export class GroupTable implements GroupView {
  readonly #rows = new Map<string, SecurityGroup>();
  readonly #lag: () => number;
  #replaced: { uuid: string; row: SecurityGroup | undefined; at: number }[] = [];

  /** @param lag milliseconds that replicas are behind */
  constructor(lag: () => number) {
    this.#lag = lag;
  }

  get(uuid: string): SecurityGroup | undefined {
    return this.#rows.get(uuid);
  }

  all(): SecurityGroup[] {
    return [...this.#rows.values()];
  }

  inTenant(tenant: string): SecurityGroup[] {
    return this.all().filter((group) => group.tenant === tenant);
  }

  insert(row: SecurityGroup): SecurityGroup {
    this.#write(row.uuid, row);
    return row;
  }

  /** Changes a row and stamps it as modified; does nothing when it is gone. */
  update(uuid: string, change: Change): SecurityGroup | undefined {
    const row = this.get(uuid);
    if (row === undefined) return undefined;
    return this.insert({ ...row, ...change, modified: timestamp() });
  }

  /** Removes a row and, as the database cascades, the rules of other groups that name it. */
  remove(uuid: string): void {
    this.#write(uuid, undefined);
    for (const group of this.all()) {
      const rules = group.rules.filter((rule) => rule.values.remote_group !== uuid);
      if (rules.length < group.rules.length) this.insert({ ...group, rules });
    }
  }

  /** The table as a replica shows it that has not seen the newest writes. */
  replica(): GroupView {
    if (this.#lag() === 0) return this;
    const horizon = Date.now() - this.#lag();
    const rows = new Map(this.#rows);
    for (const { uuid, row, at } of this.#replaced.toReversed()) {
      if (at <= horizon) break;
      if (row) rows.set(uuid, row);
      else rows.delete(uuid);
    }
    return { get: (uuid) => rows.get(uuid), all: () => [...rows.values()] };
  }

  #write(uuid: string, row: SecurityGroup | undefined): void {
    const now = Date.now();
    const lag = this.#lag();
    this.#replaced = this.#replaced.filter(({ at }) => at > now - lag);
    if (lag > 0) this.#replaced.push({ uuid, row: this.get(uuid), at: now });
    if (row) this.#rows.set(uuid, row);
    else this.#rows.delete(uuid);
  }
}
