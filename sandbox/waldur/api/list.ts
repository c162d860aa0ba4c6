import { canSee } from "../auth";
import type { ApiRequest } from "./endpoint";
import { filterRows } from "./filters";
import type { Listed } from "./filters";
import { orderRows } from "./ordering";
import { paginate } from "./pagination";
import { selectFields } from "./render";
import type { RenderContext } from "./render";

/** Answers a list request: what the user sees, filtered, ordered, one page of it, with the fields asked for. */
export function list<T extends Listed>(
  request: ApiRequest,
  rows: T[],
  render: (row: T, context: RenderContext) => Record<string, unknown>,
): Response {
  const { c, url, user, settings } = request;
  const query = url.searchParams;
  const found = orderRows(filterRows(canSee(user) ? rows : [], query, request), query, request);
  const { items, headers } = paginate(found, url, settings.pageCap);
  const fields = query.getAll("field");
  return c.json(
    items.map((row) => selectFields(render(row, request), fields)),
    200,
    headers,
  );
}
