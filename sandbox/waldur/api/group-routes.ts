import type { Hono } from "hono";
import type { Sessions } from "../auth";
import { canSee, requireStaff, requireWrite } from "../auth";
import { executors } from "../executors";
import { readUuid } from "../ids";
import type { SecurityGroup } from "../model";
import { requireQuota } from "../quotas";
import { requireState, settled } from "../states";
import type { State } from "../states";
import type { Waldur } from "../waldur";
import { readBody } from "./body";
import { endpoint } from "./endpoint";
import type { ApiRequest } from "./endpoint";
import { NotFound, ValidationError } from "./errors";
import { readGroupChange, refuseDefault } from "./group-input";
import { paths } from "./hyperlink";
import { list } from "./list";
import { groupMetadata } from "./metadata";
import { renderGroup, selectFields } from "./render";
import { readRules, requireDistinct } from "./rule-input";

/** Endpoints of security groups. Within a request: 404, then 403, 409, and 400 at last. */
export function groupRoutes(app: Hono, context: { waldur: Waldur; sessions: Sessions }): void {
  const { waldur } = context;
  const { store } = waldur;
  const path = `${paths.securityGroups}:uuid/`;

  endpoint(app, context, paths.securityGroups, "Security Group List", {
    GET: (request) => list(request, request.groups.all(), renderGroup),
  });

  endpoint(app, context, path, "Security Group Instance", {
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
      executors.delete(waldur, group);
      return accepted(request, 204, { detail: "Deletion was scheduled." });
    },
    OPTIONS: (request) => {
      visible(request);
      return request.c.json(groupMetadata);
    },
  });

  endpoint(app, context, `${path}set_rules/`, "Set Rules", {
    POST: async (request) => {
      const group = writable(request, ["OK"]);
      const drafts = readRules(await readBody(request.c), { ...request, existing: group.rules });
      requireDistinct(drafts);
      const tenant = store.tenant(group.tenant);
      if (tenant)
        requireQuota(store, tenant, "security_group_rule_count", drafts.length - group.rules.length);
      const rules = drafts.map(({ existing, values }) =>
        existing ? { ...existing, values } : store.newRule(values),
      );
      store.groups.update(group.uuid, { rules });
      executors.setRules(waldur, group);
      return accepted(request, 200, { status: "Rules update was successfully scheduled." });
    },
  });

  endpoint(app, context, `${path}pull/`, "Pull", {
    POST: (request) => {
      const group = writable(request, settled);
      if (group.backendId === "") throw new ValidationError(["Resource does not have backend ID."]);
      executors.pull(waldur, group);
      return accepted(request, 202, { detail: "Pull operation was successfully scheduled." });
    },
  });

  endpoint(app, context, `${path}unlink/`, "Unlink", {
    POST: (request) => {
      store.groups.remove(ofStaff(request).uuid);
      return request.c.body(null, 204);
    },
  });

  for (const [action, state] of [
    ["set_ok", "OK"],
    ["set_erred", "ERRED"],
  ] as const)
    endpoint(app, context, `${path}${action}/`, "Set State", {
      POST: (request) => {
        if (request.settings.release !== "2026") return request.c.notFound();
        const group = ofStaff(request);
        store.groups.update(group.uuid, { state });
        return request.c.json({ detail: `Resource has been marked as ${state}.` });
      },
    });

  async function change(request: ApiRequest, options: { partial: boolean }): Promise<Response> {
    const group = writable(request, ["OK"]);
    refuseDefault(group);
    const given = readGroupChange(await readBody(request.c), group, store, options);
    const { name, description } = { ...group, ...given };
    store.groups.update(group.uuid, given);
    executors.update(waldur, group);
    return request.c.json({ name, description });
  }
}

/** The group a request is about. @throws NotFound */
function visible({ c, user, groups }: ApiRequest): SecurityGroup {
  const uuid = readUuid(c.req.param("uuid") ?? "");
  const group = uuid && canSee(user) ? groups.get(uuid) : undefined;
  if (!group) throw new NotFound("SecurityGroup");
  return group;
}

function writable(request: ApiRequest, allowed: readonly State[]): SecurityGroup {
  const group = visible(request);
  requireWrite(request.user);
  requireState(group.state, allowed, request.settings.release);
  return group;
}

function ofStaff(request: ApiRequest): SecurityGroup {
  const group = visible(request);
  requireStaff(request.user);
  return group;
}

/** 202 with a body, as servers really answer, or the status of the API document without one. */
function accepted({ c, settings }: ApiRequest, documented: 200 | 202 | 204, body: object): Response {
  return settings.statusCodes === "documented" ? c.body(null, documented) : c.json(body, 202);
}
