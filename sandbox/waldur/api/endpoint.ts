import type { Context, Hono } from "hono";
import type { Sessions } from "../auth";
import type { User } from "../model";
import type { Waldur } from "../waldur";
import { ApiError } from "./errors";
import { viewMetadata } from "./metadata";
import type { RenderContext } from "./render";

export interface ApiRequest extends RenderContext {
  readonly c: Context;
  readonly user: User;
  readonly url: URL;
}

type Handler = (request: ApiRequest) => Response | Promise<Response>;
export type Methods = Partial<Record<"GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS", Handler>>;

/**
 * Serves a path by method, for users with a token: 401 comes before 405, and 405 before everything else. HEAD is GET
 * without the body, and a path without its trailing slash is redirected.
 */
export function endpoint(
  app: Hono,
  { waldur, sessions }: { waldur: Waldur; sessions: Sessions },
  path: string,
  name: string,
  methods: Methods,
): void {
  const { control, store } = waldur;
  const handlers: Methods = { OPTIONS: ({ c }) => c.json(viewMetadata(name)), ...methods };
  const byMethod = new Map(Object.entries(handlers));

  app.all(path, (c) => {
    const settings = control.settings.current;
    const user = sessions.authenticate(c.req.header("authorization"), settings);
    const { method } = c.req;
    const handler = byMethod.get(method === "HEAD" ? "GET" : method);
    if (!handler) throw new ApiError(405, { detail: `Method "${method}" not allowed.` });
    const url = new URL(c.req.url);
    const isRead = method === "GET" || method === "HEAD";
    const groups = isRead ? store.groups.replica() : store.groups;
    return handler({ c, user, url, origin: url.origin, settings, store, groups });
  });

  app.all(path.replace(/\/$/, ""), (c) => {
    if (!control.settings.current.slashRedirect) return c.notFound();
    const { pathname, search } = new URL(c.req.url);
    return c.body(null, 301, {
      Location: `${pathname}/${search}`,
      "Content-Type": "text/html; charset=utf-8",
    });
  });
}
