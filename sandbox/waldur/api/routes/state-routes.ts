import type { Hono } from "hono";
import { requireStaff } from "../../auth";
import type { Resource } from "../../model";
import { endpoint } from "../endpoint";
import type { ApiContext, ApiRequest } from "../endpoint";

/** The actions of staff that say what state something is in, which servers of 2026 have. */
export function stateRoutes<Row extends Resource>(
  app: Hono,
  context: ApiContext,
  /** Path of one of them. */
  path: string,
  rows: { update(uuid: string, change: Partial<Pick<Resource, "state">>): unknown },
  /** The row that a request is about. @throws NotFound */
  visible: (request: ApiRequest) => Row,
  more: { readonly actions?: object } = {},
): void {
  for (const [action, name, state] of [
    ["set_ok", "Set ok", "OK"],
    ["set_erred", "Set erred", "ERRED"],
  ] as const)
    endpoint(app, context, `${path}${action}/`, {
      name,
      ...more,
      since: "2026",
      POST: (request) => {
        requireStaff(request.user);
        rows.update(visible(request).uuid, { state });
        return request.c.json({ detail: `Resource has been marked as ${state}.` });
      },
    });
}
