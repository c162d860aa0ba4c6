import type { Hono } from "hono";
import { canSee, requireWrite } from "../../auth";
import { executors } from "../../openstack/executors";
import { readUuid } from "../../ids";
import type { Instance } from "../../model";
import { requireState } from "../../states";
import { readBody } from "../input/body";
import { endpoint } from "../endpoint";
import type { ApiContext, ApiRequest } from "../endpoint";
import { NotFound } from "../errors";
import { paths } from "../render/hyperlink";
import { readInstanceGroups } from "../input/instance-input";
import { list, listings } from "../list/list";
import { selectFields } from "../render/render-resource";
import { renderInstance } from "../render/render-servers";

/** Endpoints of virtual machines, as far as they show and change the groups of one. */
export function instanceRoutes(app: Hono, context: ApiContext): void {
  const { waldur } = context;
  const { instances } = waldur.store;
  const path = `${paths.instances}:uuid/`;

  endpoint(app, context, paths.instances, {
    name: "Instance List",
    disabled: ["POST"],
    GET: (request) => list(request, instances.all(), listings.instances, renderInstance),
  });

  endpoint(app, context, path, {
    name: "Instance Instance",
    disabled: ["PUT", "PATCH", "DELETE"],
    GET: (request) => {
      const instance = renderInstance(visible(request), request);
      return request.c.json(selectFields(instance, request.url.searchParams.getAll("field")));
    },
  });

  endpoint(app, context, `${path}update_security_groups/`, {
    name: "Update security groups",
    POST: async (request) => {
      const instance = visible(request);
      requireWrite(request.user);
      requireState(instance.state, ["OK"], request.settings.release);
      const securityGroups = readInstanceGroups(await readBody(request.c), instance, request.groups);
      instances.update(instance.uuid, { securityGroups });
      executors.updateInstanceGroups(waldur, instance);
      return request.c.json({ status: "security groups update was scheduled" }, 202);
    },
  });

  /** @throws NotFound */
  function visible({ c, user }: ApiRequest): Instance {
    const uuid = readUuid(c.req.param("uuid") ?? "");
    const instance = uuid && canSee(user) ? instances.get(uuid) : undefined;
    if (!instance) throw new NotFound("Instance");
    return instance;
  }
}
