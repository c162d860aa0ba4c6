import { mayWrite } from "../../auth";
import { readUuid } from "../../ids";
import type { Resource, User } from "../../model";
import { displayState, states } from "../../states";
import type { Store } from "../../store";
import type { WaldurSwitches } from "../../switches";
import { ValidationError } from "../errors";
import { parseUrl, paths } from "../render/hyperlink";

export interface FilterContext {
  readonly store: Store;
  readonly settings: WaldurSwitches;
  readonly user: User;
}

type Passes = (row: Row) => boolean;
/** A row of any list; some know the groups that they use. */
type Row = Resource & { readonly securityGroups?: readonly string[] };
type Filter = (value: string, context: FilterContext) => Passes;

const contains = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());
/** A filter by something that all rows have in common. */
const common =
  (text: (store: Store) => string): Filter =>
  (value, { store }) =>
  () =>
    contains(text(store), value);

const filters: Readonly<Record<string, Filter>> = {
  name: (value) => (row) => contains(row.name, value),
  name_exact: (value) => (row) => row.name === value,
  description: (value) => (row) => contains(row.description, value),
  query: (value) => (row) => contains(row.name, value) || contains(row.description, value),
  backend_id: (value) => (row) => row.backendId === value,
  tenant: (value) => {
    const tenant = linkedTenant(value);
    return (row) => row.tenant === tenant;
  },
  external_ip: () => () => false,
  can_manage:
    (value, { user }) =>
    () =>
      !["true", "True", "1"].includes(value) || mayWrite(user),
  project_name: common(({ project }) => project.name),
  customer_name: common(({ customer }) => customer.name),
  customer_native_name: common(() => ""),
  customer_abbreviation: common(({ customer }) => customer.abbreviation),
  service_settings_name: common(({ serviceSettings }) => serviceSettings.name),
};

const uuidFilters: Readonly<Record<string, (row: Row, store: Store) => string | readonly string[]>> = {
  uuid: (row) => row.uuid,
  tenant_uuid: (row) => row.tenant,
  project: (_, store) => store.project.uuid,
  project_uuid: (_, store) => store.project.uuid,
  customer: (_, store) => store.customer.uuid,
  customer_uuid: (_, store) => store.customer.uuid,
  service_settings_uuid: (_, store) => store.serviceSettings.uuid,
  security_group_uuid: (row) => row.securityGroups ?? [],
};

/** Filters that only servers of one of the releases know. */
const filtersOf: Readonly<Record<WaldurSwitches["release"], readonly string[]>> = {
  "2024-10": ["uuid"],
  "2026": ["security_group_uuid", "can_manage"],
};
const filtersOfSomeReleases = Object.values(filtersOf).flat();

/** The filters that every list of resources has. */
export const resourceFilters = [...Object.keys(filters), ...Object.keys(uuidFilters), "state"].filter(
  (name) => !["query", "tenant", "tenant_uuid", "security_group_uuid"].includes(name),
);

/**
 * The rows that all filters of a query let through. Unknown parameters are ignored; of one given several
 * times the last counts, but all of `state`.
 * @param known names of the filters that the list has
 * @throws ValidationError for a malformed uuid or an unknown state
 */
export function filterRows<T extends Resource>(
  rows: T[],
  query: URLSearchParams,
  context: FilterContext,
  known: readonly string[],
): T[] {
  const { store, settings } = context;
  const errors: Record<string, unknown> = {};
  const passes: Passes[] = [];

  for (const name of new Set(query.keys())) {
    const value = query.getAll(name).at(-1) ?? "";
    const isOfRelease = !filtersOfSomeReleases.includes(name) || filtersOf[settings.release].includes(name);
    if (value === "" || !known.includes(name) || !isOfRelease) continue;
    const uuidOf = uuidFilters[name];
    const filter = filters[name];
    if (uuidOf) {
      const uuid = readUuid(value);
      if (uuid === undefined) errors[name] = ["Enter a valid UUID."];
      passes.push((row) => [uuidOf(row, store)].flat().includes(uuid ?? ""));
    } else if (filter) passes.push(filter(value, context));
    else {
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

/** The uuid of the tenant that a URL or path names. A bare uuid names none. */
function linkedTenant(value: string): string | undefined {
  const link = parseUrl(value);
  return link?.collection === paths.tenants ? readUuid(link.key) : undefined;
}
