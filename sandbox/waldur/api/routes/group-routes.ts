import type { Hono } from "hono";
import { canSee, mayWrite, requireStaff, requireWrite } from "../../auth";
import { executors } from "../../openstack/executors";
import { readUuid } from "../../ids";
import type { SecurityGroup } from "../../model";
import { requireQuota } from "../../quotas";
import { requireState, settled } from "../../states";
import type { State } from "../../states";
import { readBody, readList } from "../input/body";
import { endpoint } from "../endpoint";
import type { ApiContext, ApiRequest } from "../endpoint";
import { NotFound, ValidationError } from "../errors";
import { readGroupChange, refuseDefault } from "../input/group-input";
import { paths } from "../render/hyperlink";
import { list, listings } from "../list/list";
import { groupFields, newGroupFields, viewMetadata } from "../metadata";
import { renderGroup } from "../render/render-group";
import { selectFields } from "../render/render-resource";
import { readRules, requireDistinct } from "../input/rule-input";
import { stateRoutes } from "./state-routes";

/** Endpoints of security groups. Within a request: 404, then 403, 409, and 400 at last. */
export function groupRoutes(app: Hono, context: ApiContext): void {
  const { waldur } = context;
  const { store } = waldur;
  const path = `${paths.securityGroups}:uuid/`;

  endpoint(app, context, paths.securityGroups, {
    name: "Security Group List",
    disabled: ["POST"],
    actions: { POST: newGroupFields },
    GET: (request) => list(request, request.groups.all(), listings.groups, renderGroup),
  });

  endpoint(app, context, path, {
    name: instanceName,
    GET: (request) => {
      const group = visible(request);
      return request.c.json(
        selectFields(renderGroup(group, request), request.url.searchParams.getAll("field")),
      );
    },
    PUT: (request) => change(request, { partial: false }),
    PATCH: (request) => change(request, { partial: true }),
    DELETE: (request) => {
      const group = writable(request, settled);
      refuseDefault(group);
      executors.delete(waldur, group, request.user);
      return accepted(request, 204, { detail: "Deletion was scheduled." });
    },
    OPTIONS: (request) => {
      const isWritable = find(request) !== undefined && mayWrite(request.user);
      return request.c.json(viewMetadata(instanceName, isWritable ? { PUT: groupFields } : undefined));
    },
  });

  endpoint(app, context, `${path}set_rules/`, {
    name: "Set rules",
    actions,
    POST: async (request) => {
      const group = writable(request, ["OK"]);
      const existing = new Map(group.rules.map((rule) => [rule.id, rule]));
      const drafts = readRules(await readList(request.c), { ...request, existing });
      requireDistinct(drafts);
      const tenant = store.tenant(group.tenant);
      if (tenant)
        requireQuota(store, tenant, "security_group_rule_count", drafts.length - group.rules.length);
      const rules = drafts.map(({ existing, values }) =>
        existing ? { ...existing, values } : store.newRule(values),
      );
      const changed = store.groups.update(group.uuid, { rules });
      if (changed) store.events.rules("user_action", changed, group.rules, request.user);
      executors.setRules(waldur, group);
      return accepted(request, 200, { status: "Rules update was successfully scheduled." });
    },
  });

  endpoint(app, context, `${path}pull/`, {
    name: "Pull",
    actions,
    POST: (request) => {
      const group = writable(request, settled);
      if (group.backendId === "") throw new ValidationError(["Resource does not have backend ID."]);
      executors.pull(waldur, group, request.user);
      return accepted(request, 202, { detail: "Pull operation was successfully scheduled." });
    },
  });

  endpoint(app, context, `${path}unlink/`, {
    name: "Unlink",
    actions,
    POST: (request) => {
      // Refused to others before the group is looked up.
      requireStaff(request.user);
      store.groups.remove(visible(request).uuid);
      return request.c.body(null, 204);
    },
  });

  stateRoutes(app, context, path, store.groups, visible, { actions });

  async function change(request: ApiRequest, options: { partial: boolean }): Promise<Response> {
    const group = writable(request, ["OK"]);
    refuseDefault(group);
    const given = readGroupChange(await readBody(request.c), group, store, options);
    const { name, description } = { ...group, ...given };
    store.groups.update(group.uuid, given);
    executors.update(waldur, group, request.user);
    return request.c.json({ name, description });
  }
}

const actions = { POST: groupFields };
const instanceName = "Security Group Instance";

/** The group a request is about, if the user sees one. */
function find({ c, user, groups }: ApiRequest): SecurityGroup | undefined {
  const uuid = readUuid(c.req.param("uuid") ?? "");
  return uuid && canSee(user) ? groups.get(uuid) : undefined;
}

/** @throws NotFound */
function visible(request: ApiRequest): SecurityGroup {
  const group = find(request);
  if (!group) throw new NotFound("SecurityGroup");
  return group;
}

function writable(request: ApiRequest, allowed: readonly State[]): SecurityGroup {
  const group = visible(request);
  requireWrite(request.user);
  requireState(group.state, allowed, request.settings.release);
  return group;
}

/** 202 with a body, as servers really answer, or the status of the API document without one. */
function accepted({ c, settings }: ApiRequest, documented: 200 | 202 | 204, body: object): Response {
  return settings.statusCodes === "documented" ? c.body(null, documented) : c.json(body, 202);
}
