import type { Context, Hono } from "hono";
import type { Sessions } from "../auth";
import type { User } from "../model";
import type { WaldurSwitches } from "../switches";
import type { Waldur } from "../waldur";
import { isAcceptable } from "./accept";
import { ApiError, NoSuchPath } from "./errors";
import { viewMetadata } from "./metadata";
import type { RenderContext } from "./render/render-resource";

export interface ApiRequest extends RenderContext {
  readonly c: Context;
  readonly user: User;
  readonly url: URL;
}

export interface ApiContext {
  readonly waldur: Waldur;
  readonly sessions: Sessions;
}

type Handler = (request: ApiRequest) => Response | Promise<Response>;

/** In the order of the Allow header. */
const methodNames = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;
type Methods = Partial<Record<(typeof methodNames)[number], Handler>>;

/** What a path is called and how its methods answer. */
interface View extends Methods {
  /** What OPTIONS calls it. */
  readonly name: string;
  /** Methods that the Allow header names though the answer is 405. */
  readonly disabled?: readonly (typeof methodNames)[number][];
  /** What OPTIONS returns about the fields, by method. */
  readonly actions?: object;
  /** The release that brought the path. */
  readonly since?: WaldurSwitches["release"];
}

/**
 * Serves a path by method, for users with a token: 406 comes before 401, that before 405, and 405 before everything
 * else. HEAD is GET without the body, and a path without its trailing slash is redirected.
 */
export function endpoint(
  app: Hono,
  { waldur, sessions }: ApiContext,
  path: string,
  { name, disabled = [], actions, since, ...methods }: View,
): void {
  const { control, store } = waldur;
  const handlers: Methods = { OPTIONS: ({ c }) => c.json(viewMetadata(name, actions)), ...methods };
  if (handlers.GET) handlers.HEAD = handlers.GET;
  const byMethod = new Map(Object.entries(handlers));
  const allow = methodNames.filter((method) => byMethod.has(method) || disabled.includes(method)).join(", ");

  const isServed = () => since === undefined || control.settings.current.release === since;
  app.all(path, (c) => {
    if (!isServed()) throw new NoSuchPath();
    const settings = control.settings.current;
    c.header("Allow", allow);
    c.header("Vary", "Accept, Accept-Language, Cookie");
    if (!isAcceptable(c.req.header("accept")))
      throw new ApiError(406, { detail: "Could not satisfy the request Accept header." });
    const user = sessions.authenticate(c.req.header("authorization"), settings);
    const { method } = c.req;
    const handler = byMethod.get(method);
    if (!handler) throw new ApiError(405, { detail: `Method "${method}" not allowed.` });
    const url = new URL(c.req.url);
    const isRead = method === "GET" || method === "HEAD";
    const groups = isRead ? store.groups.replica() : store.groups;
    return handler({ c, user, url, origin: url.origin, settings, store, groups });
  });

  app.all(path.replace(/\/$/, ""), (c) => {
    if (!isServed() || !control.settings.current.slashRedirect) throw new NoSuchPath();
    const { pathname, search } = new URL(c.req.url);
    return c.body(null, 301, {
      Location: `${pathname}/${search}`,
      "Content-Type": "text/html; charset=utf-8",
    });
  });
}
