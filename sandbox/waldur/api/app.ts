import { Hono } from "hono";
import type { Sessions } from "../auth";
import type { Waldur } from "../waldur";
import { endpoint } from "./endpoint";
import { ApiError, NotAuthenticated, notFoundPage, serverErrorPage } from "./errors";
import { groupRoutes } from "./group-routes";
import { paths } from "./hyperlink";
import { renderUser, selectFields } from "./render";
import { tenantRoutes } from "./tenant-routes";

/** Waldur's HTTP API, as far as security groups need it. */
export function waldurApi(waldur: Waldur, sessions: Sessions): Hono {
  const app = new Hono();
  const context = { waldur, sessions };

  endpoint(app, context, "/api/version/", "Version", { GET: ({ c }) => c.json({ version: "unknown" }) });
  endpoint(app, context, `${paths.users}me/`, "Me", {
    GET: (request) => {
      const fields = request.url.searchParams.getAll("field");
      return request.c.json(selectFields(renderUser(request.user, request), fields));
    },
  });
  tenantRoutes(app, context);
  groupRoutes(app, context);

  const html = { "Content-Type": "text/html; charset=utf-8" };
  app.notFound((c) => c.body(notFoundPage, 404, html));
  app.onError((error, c) => {
    if (!(error instanceof ApiError)) return c.body(serverErrorPage, 500, html);
    const headers = error instanceof NotAuthenticated ? { "WWW-Authenticate": "Token" } : undefined;
    return Response.json(error.body, { status: error.status, ...(headers && { headers }) });
  });
  return app;
}
