import type { Hono } from "hono";
import { canSee } from "../../auth";
import type { AuditEvent } from "../../events";
import { readUuid } from "../../ids";
import { endpoint } from "../endpoint";
import type { ApiContext, ApiRequest } from "../endpoint";
import { ValidationError } from "../errors";
import { paginate } from "../list/pagination";
import { parseUrl, paths } from "../render/hyperlink";
import { displayTime, selectFields } from "../render/render-resource";

/** Records of changes of rules, which servers have since May 2026. */
const RULES_CHANGED = "openstack_security_group_rules_changed";

/** The audit log. Without a scope only staff see anything. */
export function eventRoutes(app: Hono, context: ApiContext): void {
  endpoint(app, context, paths.events, {
    name: "Event List",
    GET: (request) => {
      const query = request.url.searchParams;
      const found = filtered(visible(context.waldur.store.events.all(), request), query).filter(
        ({ type }) => request.settings.release === "2026" || type !== RULES_CHANGED,
      );
      const ordered = query.get("o") === "created" ? found.toReversed() : found;
      const { items, headers } = paginate(ordered, request.url, request.settings.pageCap);
      const fields = query.getAll("field");
      return request.c.json(
        items.map((event) => selectFields(rendered(event, request), fields)),
        200,
        headers,
      );
    },
  });
}

const rendered = ({ uuid, created, type, message, context }: AuditEvent, { settings }: ApiRequest) => ({
  uuid,
  created: displayTime(created, settings),
  event_type: type,
  message,
  context,
});

/** The events about a scope that the user may see. @throws ValidationError for a scope that is not there */
function visible(events: readonly AuditEvent[], request: ApiRequest): AuditEvent[] {
  const given = request.url.searchParams.get("scope");
  if (given === null) return request.user.role === "staff" ? [...events] : [];
  const link = parseUrl(given);
  const uuid = readUuid(link?.key ?? "");
  const isThere =
    uuid !== undefined &&
    (link?.collection === paths.securityGroups
      ? request.groups.get(uuid) !== undefined
      : link?.collection === paths.tenants && request.store.tenant(uuid) !== undefined);
  if (!isThere) throw new ValidationError([`Can't restore object from url: ${given}`]);
  return canSee(request.user) ? events.filter(({ scopes }) => scopes.includes(uuid)) : [];
}

function filtered(events: readonly AuditEvent[], query: URLSearchParams): AuditEvent[] {
  const types = query.getAll("event_type");
  const bound = (name: string, otherwise: number) => Number(query.get(name) ?? otherwise);
  const [from, to] = [bound("created_from", 0), bound("created_to", Number.POSITIVE_INFINITY)];
  const user = readUuid(query.get("user_uuid") ?? "");
  const words = (query.get("message") ?? "").toLowerCase();
  return events.filter(({ type, created, context, message }) => {
    const at = Date.parse(created) / 1000;
    return (
      (types.length === 0 || types.includes(type)) &&
      at >= from &&
      at < to &&
      (user === undefined || context["user_uuid"] === user) &&
      message.toLowerCase().includes(words)
    );
  });
}
