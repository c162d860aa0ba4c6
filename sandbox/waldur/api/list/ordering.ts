import type { Resource } from "../../model";
import { states } from "../../states";
import { ValidationError } from "../errors";
import type { FilterContext } from "./filters";

type SortKey = (row: Resource, context: FilterContext) => string;

const sortKeys: Readonly<Record<string, SortKey>> = {
  name: (row) => row.name,
  state: (row) => String(states.indexOf(row.state)),
  created: (row) => row.created,
  project_name: (_, { store }) => store.project.name,
  service_name: (_, { store }) => store.serviceSettings.name,
  customer_name: (_, { store }) => store.customer.name,
  customer_native_name: () => "",
  customer_abbreviation: (_, { store }) => store.customer.abbreviation,
  network_name: () => "",
};

/** The keys of every list of resources but that of ports. */
export const resourceOrders = Object.keys(sortKeys).filter((name) => name !== "network_name");

/**
 * Sorts by the keys of `o` ("-" in front turns one round), else by the tenant's name alone, which leaves the order
 * within a tenant to chance.
 * @param known the keys that the list has
 * @throws ValidationError for another key
 */
export function orderRows<T extends Resource>(
  rows: readonly T[],
  query: URLSearchParams,
  context: FilterContext,
  known: readonly string[],
): T[] {
  const wanted = query.getAll("o").at(-1);
  if (!wanted) {
    const tenantName = (row: Resource) => context.store.tenant(row.tenant)?.name ?? "";
    return rows.toSorted((one, other) => compare(tenantName(one), tenantName(other)));
  }
  const orders = wanted.split(",").map((order) => {
    const name = order.replace(/^-/, "");
    const key = known.includes(name) ? sortKeys[name] : undefined;
    if (key) return { key, sign: order.startsWith("-") ? -1 : 1 };
    throw new ValidationError({
      o: [`Select a valid choice. ${order} is not one of the available choices.`],
    });
  });
  return rows.toSorted((one, other) =>
    orders.reduce((sum, { key, sign }) => sum || sign * compare(key(one, context), key(other, context)), 0),
  );
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
