import type { Hono } from "hono";
import { canSee } from "../../auth";
import { readUuid } from "../../ids";
import { endpoint } from "../endpoint";
import type { ApiContext } from "../endpoint";
import { NotFound } from "../errors";
import { paths } from "../render/hyperlink";
import { list, listings } from "../list/list";
import { selectFields } from "../render/render-resource";
import { renderPort } from "../render/render-servers";

/** Endpoints of network ports. */
export function portRoutes(app: Hono, context: ApiContext): void {
  const { cloud, store } = context.waldur;

  endpoint(app, context, paths.ports, {
    name: "Port List",
    disabled: ["POST"],
    GET: (request) => list(request, store.ports.all(), listings.ports, renderPort(cloud)),
  });

  endpoint(app, context, `${paths.ports}:uuid/`, {
    name: "Port Instance",
    disabled: ["PUT", "PATCH", "DELETE"],
    GET: (request) => {
      const uuid = readUuid(request.c.req.param("uuid") ?? "");
      const port = uuid && canSee(request.user) ? store.ports.get(uuid) : undefined;
      if (!port) throw new NotFound("Port");
      const fields = request.url.searchParams.getAll("field");
      return request.c.json(selectFields(renderPort(cloud)(port, request), fields));
    },
  });
}
