import type { Hono } from "hono";
import { canSee, requireWrite } from "../../auth";
import { executors } from "../../openstack/executors";
import { readUuid } from "../../ids";
import type { Tenant } from "../../model";
import { requireQuota } from "../../quotas";
import { requireState, settled } from "../../states";
import type { State } from "../../states";
import { newRow } from "../../table";
import { readBody } from "../input/body";
import { endpoint } from "../endpoint";
import type { ApiContext, ApiRequest } from "../endpoint";
import { NotFound, PermissionDenied } from "../errors";
import { readNewGroup } from "../input/group-input";
import { paths } from "../render/hyperlink";
import { list, listings } from "../list/list";
import { renderGroup } from "../render/render-group";
import { selectFields } from "../render/render-resource";
import { renderTenant } from "../render/render-tenant";
import { requireDistinct } from "../input/rule-input";

/** Endpoints of tenants; the only way to create a security group is through its tenant. */
export function tenantRoutes(app: Hono, context: ApiContext): void {
  const { waldur } = context;
  const { store } = waldur;
  const path = `${paths.tenants}:uuid/`;

  endpoint(app, context, paths.tenants, {
    name: "Tenant List",
    disabled: ["POST"],
    GET: (request) => {
      const rows = store.tenants().map((tenant) => ({ ...tenant, description: "", tenant: tenant.uuid }));
      return list(request, rows, listings.tenants, renderTenant);
    },
  });

  endpoint(app, context, path, {
    name: "Tenant Instance",
    disabled: ["PUT", "PATCH", "DELETE"],
    GET: (request) => {
      const tenant = renderTenant(visible(request), request);
      return request.c.json(selectFields(tenant, request.url.searchParams.getAll("field")));
    },
  });

  endpoint(app, context, `${path}create_security_group/`, {
    name: "Create security group",
    POST: async (request) => {
      const tenant = writable(request);
      const given = readNewGroup(await readBody(request.c), tenant, store, request);
      requireDistinct(given.rules);
      requireQuota(store, tenant, "security_group_count", 1);
      requireQuota(store, tenant, "security_group_rule_count", given.rules.length);
      const group = store.groups.put({
        ...newRow(),
        ...given,
        tenant: tenant.uuid,
        state: "CREATION_SCHEDULED",
        backendId: "",
        rules: given.rules.map(({ values }) => store.newRule(values)),
      });
      executors.create(waldur, group, request.user);
      const fields = request.url.searchParams.getAll("field");
      return request.c.json(selectFields(renderGroup(group, request), fields), 201);
    },
  });

  endpoint(app, context, `${path}pull_security_groups/`, {
    name: "Pull security groups",
    POST: (request) => {
      executors.pullTenant(waldur, writable(request), request.user);
      return request.c.json({ status: "Security groups pull has been scheduled." }, 202);
    },
  });

  endpoint(app, context, `${path}pull/`, {
    name: "Pull",
    POST: (request) => {
      executors.pullTenant(waldur, writable(request, settled), request.user);
      return request.c.json({ detail: "Pull operation was successfully scheduled." }, 202);
    },
  });

  /** @throws NotFound */
  function visible({ c, user }: ApiRequest): Tenant {
    const uuid = readUuid(c.req.param("uuid") ?? "");
    const tenant = uuid && canSee(user) ? store.tenant(uuid) : undefined;
    if (!tenant) throw new NotFound("Tenant");
    return tenant;
  }

  function writable(request: ApiRequest, allowed: readonly State[] = ["OK"]): Tenant {
    const tenant = visible(request);
    requireWrite(request.user);
    if (!tenant.isManaged) throw new PermissionDenied();
    requireState(tenant.state, allowed, request.settings.release);
    return tenant;
  }
}
