import type { SecurityGroup } from "./model";
import { Table } from "./table";
import type { View } from "./table";

export type GroupView = View<SecurityGroup>;

/** Waldur's table of security groups, with a replica that can be behind. */
export class GroupTable extends Table<SecurityGroup> {
  readonly #lag: () => number;
  /** Uuids of the groups that have, or had, rules which name a group. */
  readonly #naming = new Map<string, Set<string>>();
  /** Oldest first. */
  readonly #replaced: { uuid: string; row: SecurityGroup | undefined; at: number }[] = [];

  /** @param lag milliseconds that replicas are behind */
  constructor(lag: () => number) {
    super();
    this.#lag = lag;
  }

  inTenant(tenant: string): SecurityGroup[] {
    return this.all().filter((group) => group.tenant === tenant);
  }

  /** Removes a row and, as the database cascades, the rules of other groups that name it. */
  override remove(uuid: string): void {
    this.write(uuid, undefined);
    for (const naming of this.#naming.get(uuid) ?? []) {
      const group = this.get(naming);
      const rules = group?.rules.filter(({ values }) => values.remote_group !== uuid);
      if (group && rules && rules.length < group.rules.length) this.put({ ...group, rules });
    }
    this.#naming.delete(uuid);
  }

  /** The table as a replica shows it that has not seen the newest writes. */
  replica(): GroupView {
    if (this.#lag() === 0) return this;
    const horizon = Date.now() - this.#lag();
    const rows = new Map(this.all().map((row) => [row.uuid, row]));
    for (const { uuid, row, at } of this.#replaced.toReversed()) {
      if (at <= horizon) break;
      if (row) rows.set(uuid, row);
      else rows.delete(uuid);
    }
    return { get: (uuid) => rows.get(uuid), all: () => [...rows.values()] };
  }

  protected override write(uuid: string, row: SecurityGroup | undefined): void {
    const now = Date.now();
    const lag = this.#lag();
    while (this.#replaced[0] && this.#replaced[0].at <= now - lag) this.#replaced.shift();
    if (lag > 0) this.#replaced.push({ uuid, row: this.get(uuid), at: now });
    for (const { values } of row?.rules ?? [])
      if (values.remote_group !== null)
        this.#naming.set(values.remote_group, (this.#naming.get(values.remote_group) ?? new Set()).add(uuid));
    super.write(uuid, row);
  }
}
