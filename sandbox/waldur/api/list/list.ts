import { setTimeout as pause } from "node:timers/promises";
import { canSee } from "../../auth";
import type { Resource } from "../../model";
import type { ApiRequest } from "../endpoint";
import { filterRows, resourceFilters } from "./filters";
import { orderRows, resourceOrders } from "./ordering";
import { paginate } from "./pagination";
import { selectFields } from "../render/render-resource";
import type { RenderContext } from "../render/render-resource";

/** What a list can be filtered and ordered by. */
interface Listing {
  readonly filters: readonly string[];
  readonly orders: readonly string[];
}

const inTenant = ["tenant", "tenant_uuid"];

export const listings = {
  tenants: { filters: resourceFilters, orders: resourceOrders },
  groups: { filters: [...resourceFilters, ...inTenant, "query"], orders: resourceOrders },
  instances: { filters: [...resourceFilters, ...inTenant, "security_group_uuid"], orders: resourceOrders },
  loadBalancers: { filters: ["name", "name_exact", "state", ...inTenant], orders: [] },
  networks: { filters: [...resourceFilters, ...inTenant], orders: [] },
  ports: { filters: ["name", "name_exact", ...inTenant], orders: ["network_name"] },
} satisfies Record<string, Listing>;

/** Answers a list request: what the user sees, filtered, ordered, one page of it, with the fields asked for. */
export async function list<T extends Resource>(
  request: ApiRequest,
  rows: T[],
  { filters, orders }: Listing,
  render: (row: T, context: RenderContext) => Record<string, unknown>,
): Promise<Response> {
  const { c, url, user, settings } = request;
  const query = url.searchParams;
  const found = filterRows(canSee(user) ? rows : [], query, request, filters);
  const { items, headers } = paginate(orderRows(found, query, request, orders), url, settings.pageCap);
  const fields = query.getAll("field");
  const shown = items.map((row) => selectFields(render(row, request), fields));
  const work = shown.reduce((sum, row) => sum + Object.keys(row).length, 0) * settings.fieldTime;
  if (work > 0) await pause(work);
  return c.json(shown, 200, headers);
}
