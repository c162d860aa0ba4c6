import { Hono } from "hono";
import type { Edits } from "./edits";
import { OpenStackError } from "../openstack/errors";

/** The edits over HTTP, below `/_sandbox`. */
export function editRoutes(edits: Edits): Hono {
  const app = new Hono();
  const groups = "/openstack/security-groups";
  const group = `${groups}/:group`;

  app.get(groups, (c) => c.json(edits.groups(c.req.query("tenant"))));
  app.post(groups, async (c) => c.json(edits.createGroup(await c.req.json()), 201));
  app.get(group, (c) => c.json(edits.group(c.req.param("group"))));
  app.patch(group, async (c) => c.json(edits.renameGroup(c.req.param("group"), await c.req.json())));
  app.delete(group, (c) => {
    edits.deleteGroup(c.req.param("group"));
    return c.body(null, 204);
  });
  app.post(`${group}/rules`, async (c) =>
    c.json(edits.addRule(c.req.param("group"), await c.req.json()), 201),
  );
  app.delete(`${group}/rules`, (c) => c.json(edits.removeRules(c.req.param("group"), c.req.query())));
  app.post(`${group}/ports`, (c) => c.json(edits.attachPort(c.req.param("group")), 201));
  app.get("/openstack/ports", (c) => c.json(edits.ports(c.req.query("tenant"))));
  app.post("/ports", async (c) => c.json(edits.createPort(await c.req.json()), 201));
  app.post("/load-balancers", async (c) => c.json(edits.createLoadBalancer(await c.req.json()), 201));
  app.post("/instances", async (c) => c.json(edits.createInstance(await c.req.json()), 201));

  app.patch("/instances/:uuid", async (c) => {
    edits.changeInstance(c.req.param("uuid"), await c.req.json());
    return c.body(null, 204);
  });
  app.delete("/instances/:uuid", (c) => {
    edits.deleteInstance(c.req.param("uuid"));
    return c.body(null, 204);
  });

  app.post("/background-pull", async (c) => {
    await edits.backgroundPull(c.req.query("tenant"));
    return c.body(null, 204);
  });
  app.patch("/tenants/:uuid", async (c) => {
    edits.changeTenant(c.req.param("uuid"), await c.req.json());
    return c.body(null, 204);
  });
  for (const [action, expired] of [
    ["expire", true],
    ["renew", false],
  ] as const)
    app.post(`/tokens/:role/${action}`, (c) => {
      edits.setTokenExpired(c.req.param("role"), expired);
      return c.body(null, 204);
    });
  for (const [action, revoked] of [
    ["revoke", true],
    ["restore", false],
  ] as const)
    app.post(`/roles/:role/${action}`, (c) => {
      edits.setRoleRevoked(c.req.param("role"), revoked);
      return c.body(null, 204);
    });
  app.delete("/tasks", (c) => {
    edits.loseTasks();
    return c.body(null, 204);
  });
  app.onError((error) => {
    if (!(error instanceof OpenStackError)) throw error;
    return Response.json({ error: error.message }, { status: error.status || 502 });
  });
  return app;
}
