import type { Hono } from "hono";
import { requireWrite } from "../../auth";
import { readUuid } from "../../ids";
import { executors } from "../../openstack/executors";
import { newRow } from "../../table";
import { readBody } from "../input/body";
import type { ApiContext, ApiRequest } from "../endpoint";
import { ValidationError } from "../errors";
import { readFields, requireObject, text } from "../list/fields";
import { listings } from "../list/list";
import { parseUrl, paths } from "../render/hyperlink";
import { groupsOfPort, renderPort } from "../render/render-servers";
import { groupUserRoutes } from "./group-user-routes";

/** Endpoints of network ports. All ports are in one network. */
export function portRoutes(app: Hono, context: ApiContext): void {
  const { waldur } = context;
  const { cloud, store } = waldur;
  const render = renderPort(cloud);

  groupUserRoutes(app, context, {
    path: paths.ports,
    model: "Port",
    listing: listings.ports,
    rows: store.ports,
    render,
    event: "port",
    groupsOf: (port) => groupsOfPort(cloud, store, port),
    setGroups: {
      path: "update_security_groups",
      name: "Update security groups",
      since: "2026",
      status: "security groups update was scheduled",
      schedule(port, requestedGroups) {
        store.ports.update(port.uuid, { requestedGroups });
        executors.updatePortGroups(waldur, port);
      },
    },
    pull: (port) => executors.pullPort(waldur, port),
    create,
    remove: (port) => executors.deletePort(waldur, port),
  });

  async function create(request: ApiRequest): Promise<Response> {
    requireWrite(request.user);
    const label = text({ max: 150, blank: true });
    const body = requireObject(await readBody(request.c));
    const given = readFields(body, { network: readNetwork, name: label, description: label }, ["network"]);
    const tenant = store.tenants()[0];
    if (!tenant) throw new TypeError("there is no tenant");
    const port = store.ports.put({
      ...newRow(),
      tenant: tenant.uuid,
      name: given.name ?? "",
      description: given.description ?? "",
      state: "CREATION_SCHEDULED",
      backendId: "",
      requestedGroups: [],
    });
    executors.createPort(waldur, port);
    return request.c.json(render(port, request), 201);
  }

  /** @throws ValidationError */
  function readNetwork(value: unknown): string {
    const link = typeof value === "string" ? parseUrl(value) : undefined;
    if (link?.collection !== paths.networks || readUuid(link.key) !== store.network.uuid)
      throw new ValidationError(["Invalid hyperlink - Object does not exist."]);
    return store.network.uuid;
  }
}
