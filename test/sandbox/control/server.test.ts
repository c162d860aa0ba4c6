import { request } from "node:http";
import { Hono } from "hono";
import { z } from "zod";
import { createControl } from "../../../sandbox/control";
import { serveSandbox } from "../../../sandbox/control/server";
import type { SandboxServer } from "../../../sandbox/control";
import { until } from "../../../scripts/runner/until";

const switches = z.strictObject({ delay: z.int().min(0).default(7), strict: z.boolean().default(false) });
type Switches = z.output<typeof switches>;

let written: unknown[];
let server: SandboxServer<Switches>;

beforeEach(async () => {
  written = [];
  const api = new Hono()
    .get("/things/", (c) => c.json({ things: written }))
    .post("/things/", async (c) => {
      written.push(await c.req.json());
      return c.json({ made: true, count: written.length }, 201);
    });
  const edits = new Hono().post("/things", async (c) => {
    written.push("edited");
    return c.json({ edited: true });
  });
  server = await serveSandbox(createControl(switches), { api, edits });
});
afterEach(() => server.close());

const get = (path: string) => fetch(server.url + path, { headers: { authorization: "Token secret" } });
const send = (method: string, path: string, body: unknown) =>
  fetch(server.url + path, {
    method,
    body: JSON.stringify(body),
    headers: { authorization: "Token secret" },
  });

describe("log", () => {
  test("holds each API call with the status sent, its query and body, and no header", async () => {
    await get("/things/?page=2");
    await send("POST", "/things/", { name: "web" });
    await get("/nothing");
    expect(server.log.entries()).toEqual([
      { level: "api", method: "GET", path: "/things/", status: 200, query: "?page=2" },
      { level: "api", method: "POST", path: "/things/", status: 201, body: { name: "web" } },
      { level: "api", method: "GET", path: "/nothing", status: 404 },
    ]);
    expect(server.log.count({ method: "GET" })).toBe(2);
  });

  test("is read, filtered and cleared over HTTP, and control calls are not in it", async () => {
    await get("/things/");
    await send("POST", "/things/", 1);
    expect(await (await get("/_sandbox/log")).json()).toHaveLength(2);
    expect(await (await get("/_sandbox/log?method=post&path=^/things")).json()).toHaveLength(1);
    expect((await get("/_sandbox/log?methode=post")).status).toBe(400);
    expect((await send("DELETE", "/_sandbox/log", null)).status).toBe(204);
    expect(await (await get("/_sandbox/log")).json()).toEqual([]);
  });
});

describe("faults", () => {
  test("before the effect: the call is answered and does nothing", async () => {
    server.faults.add({
      method: "POST",
      answer: { status: 503, body: { detail: "busy" }, headers: { "retry-after": "1" } },
    });
    const refused = await send("POST", "/things/", 1);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await refused.json()).toEqual({ detail: "busy" });
    expect(written).toEqual([]);
    expect((await send("POST", "/things/", 2)).status).toBe(201);
    expect(server.faults.pending()).toEqual([]);
  });

  test("a truncated answer is half of the real one; html is a proxy's page", async () => {
    server.faults.add({ answer: "truncated" });
    server.faults.add({ answer: "html" });
    const truncated = await send("POST", "/things/", 1);
    expect(truncated.status).toBe(201);
    expect('{"made":true,"count":1}').toMatch(await truncated.text());
    const html = await send("POST", "/things/", 2);
    expect([html.status, html.headers.get("content-type")]).toEqual([502, "text/html"]);
    expect(written).toEqual([1]);
  });

  test("an endless body is read for as long as the client wants, at once or byte by byte", async () => {
    server.faults.add({ method: "POST", when: "after", answer: "endless" });
    server.faults.add({ method: "POST", answer: "dripping" });
    for (const least of [2 ** 22, 3]) {
      const client = new AbortController();
      const answer = await fetch(`${server.url}/things/`, {
        method: "POST",
        body: "1",
        signal: client.signal,
      });
      let bytes = 0;
      for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>)
        if ((bytes += chunk.length) >= least) break;
      expect(bytes).toBeGreaterThanOrEqual(least);
      client.abort();
    }
    expect(written).toEqual([1]);
  });

  test("no-http is what no client can read", async () => {
    server.faults.add({ method: "POST", when: "after", answer: "no-http" });
    await expect(send("POST", "/things/", 1)).rejects.toThrow("fetch failed");
    expect(written).toEqual([1]);
  });

  test("the real answer names a further page, is padded, or has more in its texts", async () => {
    for (const answer of ["next-page", { padding: 2 ** 20 }, { texts: "\ud800\u001b" }] as const)
      server.faults.add({ method: "POST", answer });
    const paged = await send("POST", "/things/", { description: "web" });
    expect([paged.status, paged.headers.get("link")]).toEqual([201, `<${server.url}/things/>; rel="next"`]);
    const padded = await (await send("POST", "/things/", 2)).text();
    expect([padded.length, JSON.parse(padded)]).toEqual([2 ** 20, { made: true, count: 2 }]);
    expect((await send("POST", "/things/", 3)).status).toBe(201);
    server.faults.add({ answer: { texts: "\ud800\u001b" } });
    expect(await (await get("/things/")).text()).toContain('"description":"web\\ud800\\u001b"');
  });

  test("skip lets calls of the kind pass, times hits several", async () => {
    server.faults.add({ path: "^/things/$", skip: 1, times: 2, answer: { status: 500 } });
    const statuses = [];
    for (let call = 0; call < 4; call++) statuses.push((await get("/things/")).status);
    expect(statuses).toEqual([200, 500, 500, 200]);
  });

  test("forever: every call of the kind fails from the n-th on, until the faults are cleared", async () => {
    server.faults.add({ path: "^/things/$", skip: 2, times: "forever", answer: { status: 500 } });
    const statuses = [];
    for (let call = 0; call < 5; call++) statuses.push((await get("/things/")).status);
    expect(statuses).toEqual([200, 200, 500, 500, 500]);
    expect(server.faults.pending()).toMatchObject([{ skip: 0, times: "forever" }]);
    server.faults.clear();
    expect((await get("/things/")).status).toBe(200);
  });

  test.each([
    ["drop", "before", "UND_ERR_SOCKET", []],
    ["drop", "after", "UND_ERR_SOCKET", [1]],
    ["reset", "before", "ECONNRESET", []],
    ["reset", "after", "ECONNRESET", [1]],
  ] as const)("%s ends the connection %s the effect", async (answer, when, code, effect) => {
    server.faults.add({ method: "POST", when, answer });
    await expect(send("POST", "/things/", 1)).rejects.toMatchObject({ cause: { code } });
    expect(written).toEqual(effect);
    expect(server.log.entries()).toEqual([
      expect.objectContaining({ method: "POST", status: 0, fault: when }),
    ]);
  });

  test.each([
    ["before", []],
    ["after", [1]],
  ] as const)("hang, %s the effect: no answer comes until the faults are cleared", async (when, effect) => {
    server.faults.add({ method: "POST", when, answer: "hang" });
    const hanging = send("POST", "/things/", 1);
    const ended = expect(hanging).rejects.toMatchObject({ cause: { code: "UND_ERR_SOCKET" } });
    await until(() => server.log.count({ method: "POST" }) === 1);
    expect(await Promise.race([hanging, get("/things/").then(({ status }) => status)])).toBe(200);
    expect(written).toEqual(effect);
    server.faults.clear();
    await ended;
  });

  test("a client may give up a call that hangs; close ends it too", async () => {
    server.faults.add({ method: "GET", times: 2, answer: "hang" });
    const client = new AbortController();
    const impatient = fetch(`${server.url}/things/`, { signal: client.signal });
    const given = expect(impatient).rejects.toMatchObject({ name: "AbortError" });
    await until(() => server.log.count() === 1);
    client.abort();
    await given;
    const patient = expect(get("/things/")).rejects.toMatchObject({ cause: { code: "UND_ERR_SOCKET" } });
    await until(() => server.log.count() === 2);
    await server.close();
    await patient;
  });

  test("an outage: the connection is reset, new ones are refused, then the server is back at its port", async () => {
    server.faults.add({ method: "POST", when: "after", answer: { outage: 1500 } });
    await expect(send("POST", "/things/", 1)).rejects.toMatchObject({ cause: { code: "ECONNRESET" } });
    await expect(get("/things/")).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
    await until(() => get("/things/").catch(() => undefined));
    expect(await (await get("/things/")).json()).toEqual({ things: [1] });
  });

  test("an outage ends when the faults are cleared, and is over for good when the server is closed", async () => {
    server.faults.add({ method: "POST", answer: { outage: 3_600_000 } });
    await expect(send("POST", "/things/", 1)).rejects.toThrow();
    await expect(get("/things/")).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
    server.faults.clear();
    await until(() => get("/things/").catch(() => undefined));
    expect(written).toEqual([]);

    server.faults.add({ answer: { outage: 3_600_000 } });
    await expect(get("/things/")).rejects.toThrow();
    await server.close();
    server.faults.clear();
    await new Promise(setImmediate);
    await expect(get("/things/")).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
  });

  test.each([
    [{ answer: "refuse" }, /use \{outage: ms\}/],
    [{ level: "openstack", answer: { outage: 5 } }, /an outage is for level/],
    [{ level: "openstack", answer: "endless" }, /\\"endless\\" is for level/],
    [{ level: "openstack", answer: { padding: 5 } }, /{padding} is for level/],
    [{ times: "always", answer: "drop" }, /times/],
    [{ level: "task", answer: "drop" }, /level/],
  ])("%j is refused with the reason", async (fault, reason) => {
    const response = await send("POST", "/_sandbox/faults", fault);
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(reason);
  });

  test("are set, listed and cleared over HTTP; a wrong one is refused by name", async () => {
    expect((await send("POST", "/_sandbox/faults", { method: "get", answer: "drop" })).status).toBe(201);
    expect(await (await get("/_sandbox/faults")).json()).toMatchObject([
      { method: "GET", times: 1, answer: "drop" },
    ]);
    await send("DELETE", "/_sandbox/faults", null);
    expect(server.faults.pending()).toEqual([]);
    const wrong = await send("POST", "/_sandbox/faults", { path: "(", tymes: 2, answer: "drop" });
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toMatch(/tymes.*not a regular expression/s);
  });
});

test("delays hold back calls of their kind only", async () => {
  await send("POST", "/_sandbox/delays", { method: "POST", ms: 300 });
  const order: string[] = [];
  await Promise.all([
    send("POST", "/things/", 1).then(() => order.push("POST")),
    get("/things/").then(() => order.push("GET")),
  ]);
  expect(order).toEqual(["GET", "POST"]);
  await send("DELETE", "/_sandbox/delays", null);
  expect(server.delays.all()).toEqual([]);
});

test("settings are read and changed; an unknown switch is refused by name and changes nothing", async () => {
  expect(await (await get("/_sandbox/settings")).json()).toEqual({ delay: 7, strict: false });
  expect(await (await send("PATCH", "/_sandbox/settings", { delay: 1 })).json()).toEqual({
    delay: 1,
    strict: false,
  });
  const wrong = await send("PATCH", "/_sandbox/settings", { delay: 2, delya: 3 });
  expect(wrong.status).toBe(400);
  expect(await wrong.text()).toContain("delya");
  expect(server.settings.current.delay).toBe(1);
});

test("the emulator's edits are mounted; other control paths are 404", async () => {
  expect(await (await send("POST", "/_sandbox/things", {})).json()).toEqual({ edited: true });
  expect((await get("/_sandbox/nothing")).status).toBe(404);
  expect((await send("POST", "/_sandbox/faults", undefined)).status).toBe(400);
  expect(server.log.entries()).toEqual([]);
});

test("close ends kept-alive connections and frees the port", async () => {
  const other = await serveSandbox(createControl(switches), {
    api: new Hono().get("/", (c) => c.text("up")),
  });
  expect(await (await fetch(other.url)).text()).toBe("up");
  await other.close();
  await expect(fetch(other.url)).rejects.toThrow();
  const port = Number(new URL(other.url).port);
  const again = await serveSandbox(createControl(switches), {
    api: new Hono().get("/", (c) => c.text("again")),
    port,
  });
  expect(await (await fetch(other.url)).text()).toBe("again");
  await again.close();
});

describe("who controls", () => {
  const control = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const call = request(`${server.url}/_sandbox/faults`, { headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      call.on("error", reject).end();
    });

  test("a page of another site does not, by its own name or from a browser", async () => {
    const { host } = new URL(server.url);
    expect(await control({})).toBe(200);
    expect(await control({ origin: server.url })).toBe(200);
    expect(await control({ host: `localhost:${server.url.split(":").at(-1)}` })).toBe(200);
    expect(await control({ host: "evil.example.com" })).toBe(403);
    expect(await control({ host, origin: "https://evil.example.com" })).toBe(403);
    expect(await control({ host, origin: "null" })).toBe(403);
  });

  test.each(["(a+)+$", "(a|a)*b", "^.*.*.*.*x", "a".repeat(501), "("])(
    "an expression that can take forever is refused: %s",
    async (path) => {
      expect((await send("POST", "/_sandbox/faults", { path, answer: "drop" })).status).toBe(400);
      expect(server.faults.pending()).toEqual([]);
    },
  );

  test("usual ones are not, and only the begin of a long path is tested", async () => {
    for (const path of ["^/api/[^/]+/set_rules/$", "/(a|b)?/\\*\\+", "^/v2/groups/.*x$"]) {
      expect((await send("POST", "/_sandbox/faults", { path, answer: "drop" })).status).toBe(201);
    }
    expect((await get(`/things/${"a".repeat(8000)}`)).status).toBe(404);
  });
});
