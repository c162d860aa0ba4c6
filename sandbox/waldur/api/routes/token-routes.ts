import type { Hono } from "hono";
import { seedPersonalToken } from "../../seed";
import { endpoint } from "../endpoint";
import type { ApiContext } from "../endpoint";
import { paginate } from "../list/pagination";
import { paths } from "../render/hyperlink";

/** So much of a token is not secret. */
const SHOWN = "w_4102444800_ow".length;

/** The user's own personal access tokens: one, bound to the project, without staff's rights. */
export function tokenRoutes(app: Hono, context: ApiContext): void {
  endpoint(app, context, paths.personalTokens, {
    name: "Personal Access Token List",
    since: "2026",
    GET: (request) => {
      const { project } = request.store;
      const token = {
        uuid: request.user.uuid,
        name: "pulumi",
        token_prefix: seedPersonalToken(request.user.role).slice(0, SHOWN),
        scopes: ["PROJECT.LIST"],
        allowed_scopes: [{ type: "project", uuid: project.uuid, name: project.name }],
        allowed_networks: request.settings.tokenNetworks,
        expires_at: "2100-01-01T00:00:00+00:00",
        is_active: true,
        last_used_at: null,
        last_used_ip: null,
        use_count: 0,
      };
      const { items, headers } = paginate([token], request.url, request.settings.pageCap);
      return request.c.json(items, 200, headers);
    },
  });
}
