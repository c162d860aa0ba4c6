import { readUuid } from "../ids";
import { displayState, states } from "../states";
import type { State } from "../states";
import type { Store } from "../store";
import type { WaldurSwitches } from "../switches";
import { ValidationError } from "./errors";
import { parseUrl, paths } from "./hyperlink";

/** What filters and orders look at: a security group, or a tenant that is its own tenant. */
export interface Listed {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly backendId: string;
  readonly state: State;
  readonly created: string;
  readonly tenant: string;
}

export interface FilterContext {
  readonly store: Store;
  readonly settings: WaldurSwitches;
}

type Filter = (row: Listed, value: string, context: FilterContext) => boolean;

const contains = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());

const filters: Readonly<Record<string, Filter>> = {
  name: (row, value) => contains(row.name, value),
  name_exact: (row, value) => row.name === value,
  description: (row, value) => contains(row.description, value),
  query: (row, value) => contains(row.name, value) || contains(row.description, value),
  backend_id: (row, value) => row.backendId === value,
  tenant: (row, value) => isLinked(value, paths.tenants, row.tenant),
  project: (_, value, { store }) => isLinked(value, paths.projects, store.project.uuid),
  customer: (_, value, { store }) => isLinked(value, paths.customers, store.customer.uuid),
  project_name: (_, value, { store }) => contains(store.project.name, value),
  customer_name: (_, value, { store }) => contains(store.customer.name, value),
  customer_native_name: (_, value) => contains("", value),
  customer_abbreviation: (_, value, { store }) => contains(store.customer.abbreviation, value),
  service_settings_name: (_, value, { store }) => contains(store.serviceSettings.name, value),
};

const uuidFilters: Readonly<Record<string, (row: Listed, store: Store) => string>> = {
  uuid: (row) => row.uuid,
  tenant_uuid: (row) => row.tenant,
  project_uuid: (_, store) => store.project.uuid,
  customer_uuid: (_, store) => store.customer.uuid,
  service_settings_uuid: (_, store) => store.serviceSettings.uuid,
};

/**
 * The rows that all filters of a query let through. Parameters that are no filter are ignored; of one given several
 * times the last counts, but all of `state`.
 * @throws ValidationError for a malformed uuid or an unknown state
 */
export function filterRows<T extends Listed>(rows: T[], query: URLSearchParams, context: FilterContext): T[] {
  const { store, settings } = context;
  const errors: Record<string, unknown> = {};
  const passes: ((row: Listed) => boolean)[] = [];

  for (const name of new Set(query.keys())) {
    const value = query.getAll(name).at(-1) ?? "";
    if (value === "" || (name === "uuid" && settings.release === "2026")) continue;
    const uuidOf = uuidFilters[name];
    const filter = filters[name];
    if (uuidOf) {
      const uuid = readUuid(value);
      if (uuid === undefined) errors[name] = ["Enter a valid UUID."];
      passes.push((row) => uuidOf(row, store) === uuid);
    } else if (filter) passes.push((row) => filter(row, value, context));
    else if (name === "state") {
      const wanted = query.getAll(name);
      const words = states.map((state) => displayState(state, settings.release));
      const unknown = wanted.find((word) => !words.includes(word));
      if (unknown !== undefined)
        errors[name] = [`Select a valid choice. ${unknown} is not one of the available choices.`];
      passes.push((row) => wanted.includes(displayState(row.state, settings.release)));
    }
  }
  if (Object.keys(errors).length > 0) throw new ValidationError(errors);
  return rows.filter((row) => passes.every((pass) => pass(row)));
}

/** A link counts by its uuid; a bare uuid does too. One that leads nowhere fits nothing. */
function isLinked(value: string, collection: string, uuid: string): boolean {
  const link = parseUrl(value);
  if (link && link.collection !== collection) return false;
  return readUuid(link?.key ?? value) === uuid;
}
