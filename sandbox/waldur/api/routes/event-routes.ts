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

/** Records with what has changed, which servers have since May 2026. */
const isOf2026 = ({ type }: AuditEvent) =>
  type === "openstack_security_group_rules_changed" || type.endsWith("_security_groups_changed");

/** The audit log. Without a scope only staff see anything. */
export function eventRoutes(app: Hono, context: ApiContext): void {
  endpoint(app, context, paths.events, {
    name: "Event List",
    GET: (request) => {
      const query = request.url.searchParams;
      const found = filtered(visible(context.waldur.store.events.all(), request), query).filter(
        (event) => request.settings.release === "2026" || !isOf2026(event),
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

/** The events about a scope that the user may see. @throws ValidationError for a scope that does not exist */
function visible(events: readonly AuditEvent[], request: ApiRequest): AuditEvent[] {
  const given = request.url.searchParams.get("scope");
  if (given === null) return request.user.role === "staff" ? [...events] : [];
  const link = parseUrl(given);
  const uuid = readUuid(link?.key ?? "");
  const { groups, store } = request;
  const found: Readonly<Record<string, (uuid: string) => object | undefined>> = {
    [paths.securityGroups]: (one) => groups.get(one),
    [paths.tenants]: (one) => store.tenant(one),
    [paths.instances]: (one) => store.instances.get(one),
    [paths.ports]: (one) => store.ports.get(one),
    [paths.loadBalancers]: (one) => store.loadBalancers.get(one),
  };
  if (uuid === undefined || found[link?.collection ?? ""]?.(uuid) === undefined)
    throw new ValidationError([`Can't restore object from url: ${given}`]);
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
