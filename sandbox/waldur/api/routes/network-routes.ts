import type { Hono } from "hono";
import { endpoint } from "../endpoint";
import type { ApiContext } from "../endpoint";
import { list, listings } from "../list/list";
import { paths } from "../render/hyperlink";
import { renderNetwork } from "../render/render-network";

/** The list of networks: clients look up there where a new port goes. */
export function networkRoutes(app: Hono, context: ApiContext): void {
  const { network } = context.waldur.store;
  endpoint(app, context, paths.networks, {
    name: "Network List",
    disabled: ["POST"],
    GET: (request) => list(request, [network], listings.networks, renderNetwork),
  });
}
