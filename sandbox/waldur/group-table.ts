import type { SecurityGroup } from "./model";
import { Table } from "./table";
import type { View } from "./table";

export type GroupView = View<SecurityGroup>;

/** Waldur's table of security groups, with a replica that can be behind. */
export class GroupTable extends Table<SecurityGroup> {
  readonly #lag: () => number;
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
  remove(uuid: string): void {
    this.write(uuid, undefined);
    const names = ({ rules }: SecurityGroup) => rules.some(({ values }) => values.remote_group === uuid);
    for (const group of this.all().filter(names))
      this.put({ ...group, rules: group.rules.filter(({ values }) => values.remote_group !== uuid) });
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
    super.write(uuid, row);
  }
}
