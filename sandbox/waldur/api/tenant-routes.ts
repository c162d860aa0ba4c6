import type { Hono } from "hono";
import type { Sessions } from "../auth";
import { canSee, requireWrite } from "../auth";
import { executors } from "../executors";
import { newUuid, readUuid, timestamp } from "../ids";
import type { Tenant } from "../model";
import { requireQuota } from "../quotas";
import { requireState } from "../states";
import type { Waldur } from "../waldur";
import { readBody } from "./body";
import { endpoint } from "./endpoint";
import type { ApiRequest } from "./endpoint";
import { NotFound } from "./errors";
import { readNewGroup } from "./group-input";
import { paths } from "./hyperlink";
import { list } from "./list";
import { renderGroup, renderTenant, selectFields } from "./render";
import { requireDistinct } from "./rule-input";

/** Endpoints of tenants; the only way to create a security group is through its tenant. */
export function tenantRoutes(app: Hono, context: { waldur: Waldur; sessions: Sessions }): void {
  const { waldur } = context;
  const { store } = waldur;
  const path = `${paths.tenants}:uuid/`;

  endpoint(app, context, paths.tenants, "Tenant List", {
    GET: (request) => {
      const rows = store.tenants().map((tenant) => ({ ...tenant, description: "", tenant: tenant.uuid }));
      return list(request, rows, renderTenant);
    },
  });

  endpoint(app, context, path, "Tenant Instance", {
    GET: (request) => {
      const tenant = renderTenant(visible(request), request);
      return request.c.json(selectFields(tenant, request.url.searchParams.getAll("field")));
    },
  });

  endpoint(app, context, `${path}create_security_group/`, "Create Security Group", {
    POST: async (request) => {
      const tenant = writable(request);
      const given = readNewGroup(await readBody(request.c), tenant, store, request);
      requireDistinct(given.rules);
      requireQuota(store, tenant, "security_group_count", 1);
      requireQuota(store, tenant, "security_group_rule_count", given.rules.length);
      const now = timestamp();
      const group = store.groups.insert({
        ...given,
        uuid: newUuid(),
        tenant: tenant.uuid,
        state: "CREATION_SCHEDULED",
        backendId: "",
        errorMessage: "",
        errorTraceback: "",
        created: now,
        modified: now,
        rules: given.rules.map(({ values }) => store.newRule(values)),
      });
      executors.create(waldur, group);
      const fields = request.url.searchParams.getAll("field");
      return request.c.json(selectFields(renderGroup(group, request), fields), 201);
    },
  });

  endpoint(app, context, `${path}pull_security_groups/`, "Pull Security Groups", {
    POST: (request) => {
      executors.pullTenant(waldur, writable(request));
      return request.c.json({ status: "Security groups pull has been scheduled." }, 202);
    },
  });

  /** @throws NotFound */
  function visible({ c, user }: ApiRequest): Tenant {
    const uuid = readUuid(c.req.param("uuid") ?? "");
    const tenant = uuid && canSee(user) ? store.tenant(uuid) : undefined;
    if (!tenant) throw new NotFound("Tenant");
    return tenant;
  }

  function writable(request: ApiRequest): Tenant {
    const tenant = visible(request);
    requireWrite(request.user);
    requireState(tenant.state, ["OK"], request.settings.release);
    return tenant;
  }
}
