import { Hono } from "hono";
import { endpoint } from "./endpoint";
import type { ApiContext } from "./endpoint";
import { ApiError, NoSuchPath, NotAuthenticated, notFoundPage, serverErrorPage } from "./errors";
import { eventRoutes } from "./routes/event-routes";
import { groupRoutes } from "./routes/group-routes";
import { paths } from "./render/hyperlink";
import { instanceRoutes, loadBalancerRoutes } from "./routes/instance-routes";
import { networkRoutes } from "./routes/network-routes";
import { portRoutes } from "./routes/port-routes";
import { selectFields } from "./render/render-resource";
import { renderUser } from "./render/render-tenant";
import { tenantRoutes } from "./routes/tenant-routes";
import { tokenRoutes } from "./routes/token-routes";
import { translated } from "./translations";

/** Waldur's HTTP API, as far as security groups need it. */
export function waldurApi(context: ApiContext): Hono {
  const app = new Hono();

  endpoint(app, context, "/api/", { name: "Api Root", GET: ({ c, origin }) => c.json(root(origin)) });
  endpoint(app, context, "/api/version/", {
    name: "Version",
    GET: ({ c }) => c.json({ version: "unknown" }),
  });
  endpoint(app, context, `${paths.users}me/`, {
    name: "Me",
    GET: (request) => {
      const fields = request.url.searchParams.getAll("field");
      return request.c.json(selectFields(renderUser(request.user, request), fields));
    },
  });
  tenantRoutes(app, context);
  groupRoutes(app, context);
  instanceRoutes(app, context);
  networkRoutes(app, context);
  portRoutes(app, context);
  loadBalancerRoutes(app, context);
  eventRoutes(app, context);
  tokenRoutes(app, context);

  app.notFound(notFoundPage);
  app.onError((error, c) => {
    if (error instanceof NoSuchPath) return notFoundPage();
    if (!(error instanceof ApiError)) return serverErrorPage();
    if (error instanceof NotAuthenticated) c.header("WWW-Authenticate", "Token");
    return c.json(translated(error.body, c.req.header("accept-language")), error.status);
  });
  return app;
}

/** The collections that there are, by name. */
function root(origin: string): Record<string, string> {
  const { instances, ports, securityGroups, tenants } = paths;
  const names = [instances, ports, securityGroups, tenants].map((path) => path.split("/")[2] ?? "");
  return Object.fromEntries(names.map((name) => [name, `${origin}/api/${name}/`]));
}
