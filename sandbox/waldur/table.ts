import { newUuid, timestamp } from "./ids";
import type { Resource } from "./model";

/** Rows as some reader sees them. */
export interface View<Row> {
  get(uuid: string): Row | undefined;
  all(): Row[];
}

type Change<Row extends Resource> = Partial<Omit<Row, "uuid" | "tenant" | "created" | "modified">>;

/** A table of Waldur's database. Rows are never changed, only replaced, so that old ones can be shown again. */
export class Table<Row extends Resource> implements View<Row> {
  readonly #rows = new Map<string, Row>();
  readonly #byBackendId = new Map<string, string>();

  get(uuid: string): Row | undefined {
    return this.#rows.get(uuid);
  }

  /** The row with this id at OpenStack. */
  byBackendId(id: string): Row | undefined {
    return this.get(this.#byBackendId.get(id) ?? "");
  }

  all(): Row[] {
    return [...this.#rows.values()];
  }

  /** Puts a row where it was, or a new one at the end. */
  put(row: Row): Row {
    this.write(row.uuid, row);
    return row;
  }

  /** Changes a row and stamps it as modified; does nothing when it is gone. */
  update(uuid: string, change: Change<Row>): Row | undefined {
    const row = this.get(uuid);
    return row && this.put({ ...row, ...change, modified: timestamp() });
  }

  remove(uuid: string): void {
    this.write(uuid, undefined);
  }

  protected write(uuid: string, row: Row | undefined): void {
    const before = this.get(uuid);
    if (before && this.#byBackendId.get(before.backendId) === uuid)
      this.#byBackendId.delete(before.backendId);
    if (row?.backendId) this.#byBackendId.set(row.backendId, uuid);
    if (row) this.#rows.set(uuid, row);
    else this.#rows.delete(uuid);
  }
}

/** What every new row begins with. */
export function newRow(): Pick<
  Resource,
  "uuid" | "errorMessage" | "errorTraceback" | "created" | "modified"
> {
  const now = timestamp();
  return { uuid: newUuid(), errorMessage: "", errorTraceback: "", created: now, modified: now };
}
