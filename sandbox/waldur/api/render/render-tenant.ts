import type { Tenant, User } from "../../model";
import { paths } from "./hyperlink";
import { renderResource } from "./render-resource";
import type { Json, RenderContext } from "./render-resource";

const kind = { path: paths.tenants, type: "Tenant" };

export function renderTenant(tenant: Tenant, context: RenderContext): Json {
  const usage = context.store.usage(tenant.uuid);
  return renderResource({ ...tenant, description: "" }, kind, context, {
    availability_zone: "",
    internal_network_id: "",
    external_network_id: "",
    quotas: (["security_group_rule_count", "security_group_count"] as const).map((name) => ({
      name,
      usage: usage[name],
      limit: tenant.limits[name],
    })),
    default_volume_type_name: "",
    ...(context.settings.release === "2026" && { is_managed: tenant.isManaged }),
  });
}

/** The token's own user. Only staff see whether they are staff. */
export const renderUser = (user: User, { origin, settings }: RenderContext): Json => ({
  url: `${origin}${paths.users}${user.uuid}/`,
  uuid: user.uuid,
  username: user.username,
  ...(user.role === "staff" && { is_staff: true }),
  token_lifetime: settings.tokenLifetime,
});
