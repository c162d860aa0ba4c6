import { Hono } from "hono";
import type { HonoRequest } from "hono";
import { z } from "zod";
import type { Account } from "../account";
import { bare404, failure } from "./answers";
import { authenticate, serverInstant } from "./authentication";
import { bodyAs, operations, prepared, refuseInUse } from "../operations";
import type { Context } from "../operations";
import type { Overlays } from "../profiles/overlays";
import { Refusal } from "./refusal";
import type { Store } from "../store";
import type { Switches } from "../profiles/switches";
import { accountView, groupView, listView } from "./views";

const createBody = z.object({ name: z.string().min(1) });

/** The groups and firewall part of the e24cloud API, version 2. */
export function e24cloudApi(
  store: Store,
  account: Account,
  overlays: Overlays,
  switches: () => Readonly<Switches>,
): Hono {
  const api = new Hono();
  const context = (): Context => ({
    switches: switches(),
    account,
    nextRuleId: () => store.nextRuleId(),
  });
  const success = () => switches().successEverywhere && { success: true };
  const view = () => ({ account, switches: switches(), overlays });
  const list = () => ({ ...success(), groups: listView(store.list(), view()) });
  const read = (id: string) => ({ success: true, group: groupView(store.read(id), view()) });
  const allows = (method: string, choice: Switches["list"]) => choice === "both" || choice === method;

  api.onError((error, c) => failure(c, error, switches()));
  api.notFound(bare404);
  api.use(async (c, next) => {
    c.header("Date", new Date(serverInstant(switches())).toUTCString());
    await authenticate(c.req, account, switches());
    await next();
  });

  api.get("/v2/account", (c) => c.json({ success: true, account: accountView(store.real(), account) }));

  api.on(["GET", "POST"], "/v2/groups", (c) =>
    allows(c.req.method, switches().list) ? c.json(list()) : bare404(c),
  );
  api.put("/v2/groups", async (c) => {
    const { name } = bodyAs(createBody, await json(c.req));
    if (switches().duplicateName === "reject" && store.real().some((group) => group.name === name))
      throw new Refusal(`there is a group named ${name} already`);
    const others = switches().createAnswer === "all" ? store.list() : [];
    const group = store.create("api", name, (empty) => prepared(empty, context()));
    const shown = [...others, group];
    return c.json({ ...success(), groups: shown.map((each) => groupView(each, view())) });
  });

  api.on(["GET", "POST"], "/v2/groups/:id", (c) =>
    allows(c.req.method, switches().singleRead) ? c.json(read(c.req.param("id"))) : bare404(c),
  );
  api.delete("/v2/groups/:id", (c) => {
    store.delete(c.req.param("id"), (group) => refuseInUse(group, context()));
    return c.json({ success: true });
  });
  api.post("/v2/groups/:id/:operation", async (c) => {
    const { id, operation } = c.req.param();
    const change = operations.get(operation);
    if (!change) return bare404(c);
    const body = await json(c.req);
    store.change("api", operation, id, (group) => change(group, body, context()));
    return c.json({ success: true });
  });
  return api;
}

async function json(request: HonoRequest): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw new Refusal("the body is not JSON");
  }
}
