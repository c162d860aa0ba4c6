import { startWaldurSandbox } from "../../../sandbox/waldur";
import type { WaldurSandbox, WaldurSandboxOptions } from "../../../sandbox/waldur";
import { Client, groupPath, tcp } from "./client";

let sandbox: WaldurSandbox;
let client: Client;

async function start(options: WaldurSandboxOptions = {}): Promise<void> {
  sandbox = await startWaldurSandbox({ delay: 0, ...options });
  client = new Client(sandbox);
}
afterEach(() => sandbox.close());

test("unknown switches are refused by name, at the start and later", async () => {
  await expect(startWaldurSandbox(JSON.parse('{ "delya": 1 }') as WaldurSandboxOptions)).rejects.toThrow(
    /delya/,
  );
  await start();
  const { status, body } = await client.send("PATCH", "/_sandbox/settings", { shufleRules: true });
  expect(status).toBe(400);
  expect(JSON.stringify(body)).toContain("shufleRules");
});

describe("release 2026", () => {
  beforeEach(() => start({ release: "2026", worker: false }));

  test("spells states as constants, in answers, refusals and the filter", async () => {
    const { body } = await client.create("web");
    expect(body).toMatchObject({ state: "CREATION_SCHEDULED", customer_uuid: expect.any(String) as string });
    const { uuid } = body as { uuid: string };
    expect((await client.send("DELETE", groupPath(uuid))).body).toEqual({
      detail: "Valid states for operation: OK, ERRED.",
    });
    const filtered = await client.send(
      "GET",
      "openstack-security-groups/?state=CREATION_SCHEDULED&field=name",
    );
    expect(filtered.body).toEqual([{ name: "web" }]);
    expect((await client.send("GET", "openstack-security-groups/?state=Erred")).status).toBe(400);
  });

  test("lets staff set the state by hand", async () => {
    const { uuid } = (await client.create("web")).body as { uuid: string };
    expect((await client.send("POST", groupPath(uuid, "set_erred"))).body).toEqual({
      detail: "Resource has been marked as ERRED.",
    });
    expect((await client.group(uuid)).state).toBe("ERRED");
    expect((await client.send("POST", groupPath(uuid, "set_ok"))).status).toBe(200);
    expect((await client.group(uuid)).state).toBe("OK");
    const owner = new Client(sandbox, `Token ${sandbox.tokens.owner}`);
    expect((await owner.send("POST", groupPath(uuid, "set_ok"))).status).toBe(403);
  });

  test("takes personal access tokens as Bearer, and has no filter by uuid", async () => {
    await client.create("web");
    const bearer = new Client(sandbox, `Bearer ${sandbox.personalTokens.owner}`);
    const list = await bearer.send("GET", `openstack-security-groups/?uuid=${"0".repeat(32)}&field=name`);
    expect(list.body).toEqual([{ name: "web" }]);
    const asToken = new Client(sandbox, `Token ${sandbox.personalTokens.owner}`);
    expect((await asToken.send("GET", "version/")).body).toEqual({ detail: "Invalid token." });
  });

  test("refuses short CIDRs, takes netmasks, and resets what a rule with an id leaves out", async () => {
    expect((await client.create("a", [tcp(1, { cidr: "10/8" })])).status).toBe(400);
    expect((await client.create("b", [tcp(1, { cidr: "10.0.0.0/255.0.0.0" })])).status).toBe(201);
    sandbox.settings.set({ worker: true });
    const { uuid, rules } = await client.created("c", [tcp(1, { direction: "egress" })]);
    await client.setRules(uuid, [{ id: rules[0]?.id }]);
    expect((await client.group(uuid)).rules).toMatchObject([{ id: rules[0]?.id, direction: "ingress" }]);
  });
});

test("release 2024-10 has none of that", async () => {
  await start({ release: "2024-10" });
  const { uuid, rules } = await client.created("a", [tcp(1, { cidr: "10/8", direction: "egress" })]);
  expect((await client.send("POST", groupPath(uuid, "set_ok"))).status).toBe(404);
  await client.setRules(uuid, [{ id: rules[0]?.id }]);
  expect((await client.group(uuid)).rules).toMatchObject([{ direction: "egress", cidr: "10/8" }]);
  const bearer = new Client(sandbox, `Bearer ${sandbox.personalTokens.owner}`);
  expect((await bearer.send("GET", "version/")).status).toBe(401);
});

test("documented status codes come without a body", async () => {
  await start({ statusCodes: "documented" });
  const { uuid } = await client.created("web", [tcp(1)]);
  expect(await client.setRules(uuid, [])).toMatchObject({ status: 200, body: "" });
  expect(await client.send("POST", groupPath(uuid, "pull"))).toMatchObject({ status: 202, body: "" });
  await sandbox.idle();
  expect(await client.send("DELETE", groupPath(uuid))).toMatchObject({ status: 204, body: "" });
  await sandbox.idle();
  expect((await client.send("GET", groupPath(uuid))).status).toBe(404);
});

test("protocol numbers pass only where the server knows them, without ports", async () => {
  await start({ numericProtocols: true });
  const anyPort = { from_port: -1, to_port: -1 };
  expect((await client.create("gre", [{ protocol: "47", ...anyPort }])).status).toBe(201);
  expect((await client.create("no", [{ protocol: "256", ...anyPort }])).body).toEqual({
    rules: [{ protocol: [expect.stringContaining("between 0 and 255, got '256'")] }],
  });
  expect((await client.create("no", [tcp(22, { protocol: "6" })])).status).toBe(400);
  sandbox.settings.set({ numericProtocols: false });
  expect((await client.create("no", [{ protocol: "47", ...anyPort }])).status).toBe(400);
});

test("a rule that is kept by its id alone has its protocol checked as well (recorded as T4)", async () => {
  await start({ release: "2024-10" });
  const { uuid } = await client.created("lb", [tcp(1)]);
  for (const protocol of ["112", "6", "esp"]) sandbox.edits.addRule(uuid, { protocol });
  await sandbox.edits.backgroundPull();
  const { rules } = await client.group(uuid);
  const keep = (protocol: string) => client.setRules(uuid, [{ id: idOf("tcp") }, { id: idOf(protocol) }]);
  const idOf = (protocol: string) => rules.find((rule) => rule.protocol === protocol)?.id;
  const refusal = (found: string, numbers = "") => ({
    status: 400,
    body: [{}, { protocol: [`Value should be one of (tcp, udp, icmp)${numbers}, found ${found}`] }],
  });
  expect(await keep("112")).toMatchObject(refusal("112"));
  expect(await keep("6")).toMatchObject(refusal("6"));
  expect(await keep("esp")).toMatchObject(refusal("esp"));
  expect((await client.group(uuid)).rules).toHaveLength(4);

  sandbox.settings.set({ numericProtocols: true });
  expect(await keep("esp")).toMatchObject(refusal("esp", " or an IANA protocol number 0-255"));
  expect((await keep("112")).status).toBe(202);
});

test("a stopped worker leaves groups scheduled, and catches up", async () => {
  await start({ worker: false });
  const { uuid } = (await client.create("web")).body as { uuid: string };
  await client.send("GET", "version/");
  expect((await client.group(uuid)).state).toBe("CREATION_SCHEDULED");
  expect(sandbox.log.count({ level: "openstack" })).toBe(0);
  sandbox.settings.set({ worker: true });
  await sandbox.idle();
  expect((await client.group(uuid)).state).toBe("OK");
  expect(sandbox.log.entries({ level: "task" })).toMatchObject([
    { method: "CREATE", status: 200, outcome: "OK" },
  ]);
});

test("tasks wait for the delay, and calls to OpenStack take their time", async () => {
  await start({ delay: 60_000 });
  const { uuid } = (await client.create("web")).body as { uuid: string };
  expect((await client.group(uuid)).state).toBe("CREATION_SCHEDULED");

  await sandbox.close();
  await start({ openstackCallTime: 50 });
  const slow = (await client.create("web", [tcp(1)])).body as { uuid: string };
  const seen = new Set<string>();
  while (!seen.has("OK")) seen.add((await client.group(slow.uuid)).state);
  expect(seen).toContain("CREATING");
});

test("rules come in another order at each read", async () => {
  await start({ shuffleRules: true });
  const { uuid } = await client.created(
    "web",
    Array.from({ length: 10 }, (_, index) => tcp(index + 1)),
  );
  const orders = new Set<string>();
  while (orders.size < 3) orders.add((await client.group(uuid)).rules.map(({ id }) => id).join());
  const ids = [...orders].map((order) => order.split(",").sort().join());
  expect(new Set(ids).size).toBe(1);
});

test("stale reads show the state before a write: 404 after create, the old rules after set_rules", async () => {
  await start({ staleReads: 60_000 });
  const { uuid } = (await client.create("web", [tcp(1)])).body as { uuid: string };
  await sandbox.idle();
  expect((await client.send("GET", groupPath(uuid))).status).toBe(404);
  expect((await client.send("GET", "openstack-security-groups/")).body).toEqual([]);
  sandbox.settings.set({ staleReads: 0 });
  const { uuid: known } = await client.created("known", [tcp(2)]);

  sandbox.settings.set({ staleReads: 60_000 });
  expect((await client.setRules(known, [])).status).toBe(202);
  expect(await client.group(known)).toMatchObject({ state: "OK", rules: [{ from_port: 2 }] });
  sandbox.settings.set({ staleReads: 0 });
  expect(await client.group(known)).toMatchObject({ state: "OK", rules: [] });
});

test("pages are cut at the cap", async () => {
  await start({ pageCap: 2 });
  for (const name of ["a", "b", "c"]) await client.create(name);
  const { body, headers } = await client.send(
    "GET",
    "openstack-security-groups/?page_size=100&o=-name&field=name",
  );
  expect(body).toEqual([{ name: "c" }, { name: "b" }]);
  expect(headers.get("x-result-count")).toBe("3");
  expect(headers.get("link")).toContain(`page=2&page_size=100>; rel="next"`);
});

test("without the redirect a path needs its slash", async () => {
  await start({ slashRedirect: false });
  expect((await client.send("GET", "version")).status).toBe(404);
  sandbox.settings.set({ slashRedirect: true });
  expect((await client.send("GET", "version")).headers.get("location")).toBe("/api/version/");
});
