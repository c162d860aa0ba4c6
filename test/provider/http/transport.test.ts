import type { IncomingMessage, ServerResponse } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import {
  ApiError,
  AuthenticationError,
  ConnectionError,
  isOutcomeUnknown,
} from "../../../provider/http/errors";
import type { Call } from "../../../provider/http/attempt";
import {
  type Clock,
  type RetryWait,
  Transport,
  type TransportOptions,
} from "../../../provider/http/transport";
import { Deadline } from "../../../provider/http/deadline";
import { collectGarbage } from "./garbage";
import { type Loopback, loopback } from "./loopback";

let server: Loopback | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

type Answer = (request: IncomingMessage & { text: string }, response: ServerResponse) => void;

const status =
  (code: number, body = "{}", headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    response.writeHead(code, headers).end(body);
const drop: Answer = (request) => request.socket.destroy();

const ONE_TRY = { patience: 0 };

/** A clock whose pauses are over at once. In seconds. */
class ShortClock implements Clock {
  readonly pauses: number[] = [];
  #time = 0;

  now(): number {
    return this.#time;
  }

  pause(seconds: number): Promise<void> {
    this.pauses.push(seconds);
    this.#time += seconds;
    return Promise.resolve();
  }
}

let clock = new ShortClock();
beforeEach(() => {
  clock = new ShortClock();
  delete process.env["PULUMI_SECURITY_GROUPS_PATIENCE"];
});

/** A transport to a server that gives these answers in turn, and the requests which it saw. */
async function given(answers: Answer[], options: Partial<TransportOptions> = {}) {
  const seen: { line: string; body: string; headers: IncomingMessage["headers"] }[] = [];
  server = await loopback((request, response) => {
    seen.push({ line: `${request.method} ${request.url}`, body: request.text, headers: request.headers });
    (answers[Math.min(seen.length, answers.length) - 1] ?? status(500))(request, response);
  });
  const transport = new Transport({
    baseUrl: server.url,
    headers: () => ({ authorization: "Token t0ken" }),
    reason: (body) => JSON.stringify(body),
    secrets: ["t0ken"],
    requestTimeout: 5,
    maxConnections: 4,
    clock,
    ...options,
  });
  return { seen, transport };
}

const read: Call = { method: "GET", path: "/groups/", effect: "repeatable" };
const create: Call = { method: "POST", path: "/groups/", body: { name: "web" }, effect: "once" };

test("sends JSON once serialised, repeats a list in the query and parses the answer", async () => {
  const { seen, transport } = await given([status(201, '{"uuid":"1"}')]);
  const reply = await transport.send({ ...create, query: { field: ["uuid", "name"], page: 2 } });
  expect(reply).toMatchObject({ status: 201, body: { uuid: "1" } });
  expect(seen[0]).toMatchObject({
    line: "POST /groups/?field=uuid&field=name&page=2",
    body: '{"name":"web"}',
  });
});

test("an empty body is not an error", async () => {
  const { transport } = await given([status(200, "")]);
  expect((await transport.send(read)).body).toBeUndefined();
});

test("the headers of every attempt are made from scratch, from the very bytes that are sent", async () => {
  let attempts = 0;
  const { seen, transport } = await given([status(503, "{}", { "retry-after": "0" }), status(200)], {
    headers: ({ method, url, body }) => ({
      "x-signed": `${(attempts += 1)} ${method} ${url.pathname} ${body}`,
    }),
  });
  await transport.send({ ...create, effect: "repeatable" });
  expect(seen.map(({ headers }) => headers["x-signed"])).toEqual([
    '1 POST /groups/ {"name":"web"}',
    '2 POST /groups/ {"name":"web"}',
  ]);
});

describe("repeats", () => {
  const now = { "retry-after": "0" };
  test.each<[string, Call, Answer, number]>([
    ["a read after 503", read, status(503, "{}", now), 2],
    ["a read after 500", read, status(500, "{}", now), 2],
    ["a read after 429", read, status(429, "{}", now), 2],
    ["a create after 429: it was refused", create, status(429, "{}", now), 2],
    ["a read after a cut connection", read, drop, 2],
    ["a read after a body cut short", read, status(200, '{"uuid":'), 2],
    ["never a create after 503: it may have happened", create, status(503, "{}", now), 1],
    ["never a create after a cut connection", create, drop, 1],
    ["never a create whose answer is garbage", create, status(200, "<html>"), 1],
    ["never a read after 401", read, status(401), 1],
    ["never a read after 403", read, status(403), 1],
    ["never a read after 404", read, status(404), 1],
    ["never a read after a redirect", read, status(301, "", { location: "/other/" }), 1],
    ["not where the server asks for an hour", read, status(503, "{}", { "retry-after": "3600" }), 1],
  ])("%s", async (_title, call, first, times) => {
    const { seen, transport } = await given([first, status(200)]);
    await transport.send(call).catch(() => undefined);
    expect(seen).toHaveLength(times);
  });

  test("end with the server's words, and within half a minute where it has never answered well", async () => {
    const { seen, transport } = await given([status(503, '"busy"')]);
    await expect(transport.send(read, { patience: 900 })).rejects.toThrow('GET /groups/: 503 "busy"');
    expect(seen.length).toBeGreaterThan(5);
    expect(clock.now()).toBeGreaterThan(25);
    expect(clock.now()).toBeLessThan(30);
  });

  test("continue to the end of the operation where the server has answered well before, and report it", async () => {
    const waits: RetryWait[] = [];
    const busy = Array<Answer>(20).fill(status(503, '"busy"'));
    const { seen, transport } = await given([status(200), ...busy, drop, status(200)], {
      shared: { left: 900, patience: 900, waits: (wait) => waits.push(wait) },
    });
    await transport.send(read);
    await transport.send(read);
    expect(seen).toHaveLength(23);
    expect(clock.now()).toBeGreaterThan(300);
    expect(Math.max(...clock.pauses)).toBeLessThanOrEqual(30);
    expect(waits).toHaveLength(21);
    expect(waits[19]).toMatchObject({ why: 'GET /groups/: 503 "busy"', pause: clock.pauses[19] });
  });

  test("continue to the end of the operation where the first answer of all is a refusal as an API gives it", async () => {
    const busy = Array<Answer>(20).fill(status(503, '{"detail":"busy"}'));
    const { seen, transport } = await given([...busy, status(200)]);
    await transport.send(read, { patience: 900 });
    expect(seen).toHaveLength(21);
    expect(clock.now()).toBeGreaterThan(300);
  });

  test.each(["Service Unavailable", "<html></html>", '["busy"]', ""])(
    "end within half a minute where it is %j, as of what stands at a wrong address",
    async (body) => {
      const { transport } = await given([status(503, body)]);
      await expect(transport.send(read, { patience: 900 })).rejects.toThrow("503");
      expect(clock.now()).toBeLessThan(30);
    },
  );

  test("wait as long as the server asks, where that fits, and else say that it does not", async () => {
    const { seen, transport } = await given([
      status(200),
      status(429, '"slow"', { "retry-after": "120" }),
      status(200),
      status(503, '"later"', { "retry-after": "7200" }),
    ]);
    for (let n = 0; n < 2; n += 1) await transport.send(create, { patience: 900 });
    expect(clock.pauses).toEqual([120]);
    await expect(transport.send(read, { patience: 900 })).rejects.toThrow(
      '503 "later", and the server asks to wait 7200 s, which is longer than this may take',
    );
    expect(seen).toHaveLength(4);
  });

  test("a date in Retry-After counts as well", async () => {
    const past = new Date(0).toUTCString();
    const { seen, transport } = await given([status(503, "{}", { "retry-after": past }), status(200)]);
    await transport.send(read);
    expect(seen).toHaveLength(2);
  });
});

describe("errors", () => {
  test("an unknown server: sent is no, and a create is repeated", async () => {
    const { transport } = await given([]);
    await server?.close();
    const error: unknown = await transport.send(create, ONE_TRY).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ sent: "no" });
    expect(String(error)).toContain("cannot reach http://127.0.0.1");
    expect(isOutcomeUnknown(error)).toBe(false);
  });

  test("a server that says nothing: sent is maybe", async () => {
    const { transport } = await given([() => undefined], { requestTimeout: 0.05 });
    const error: unknown = await transport.send(create, ONE_TRY).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "ConnectionError", sent: "maybe" });
    expect(isOutcomeUnknown(error)).toBe(true);
  });

  test.each([
    [401, AuthenticationError],
    [403, AuthenticationError],
    [418, ApiError],
  ])("%i has its class", async (code, type) => {
    const { transport } = await given([status(code, '"no"')]);
    await expect(transport.send(read)).rejects.toBeInstanceOf(type);
  });

  test("never show a secret, though the server echoes it", async () => {
    const { transport } = await given([status(400, '"bad header Token t0ken"')]);
    await expect(transport.send(read)).rejects.toThrow('GET /groups/: 400 "bad header Token [secret]"');
  });

  test("hold none in the body either, from which longer messages are made", async () => {
    const { transport } = await given([status(400, '{"rules":["no right for T0KEN"]}')]);
    await expect(transport.send(read)).rejects.toMatchObject({ body: { rules: ["no right for [secret]"] } });
  });

  test("a redirect names its target without the query", async () => {
    const { transport } = await given([
      status(302, "", { location: "https://sso.example.com/login?next=t0ken" }),
    ]);
    await expect(transport.send(read)).rejects.toThrow(
      /302 the server redirects to https:\/\/sso\.example\.com\/login; /,
    );
  });
});

describe("an endless answer", () => {
  const long = "x".repeat(2 ** 20);
  const endless =
    (code: number): Answer =>
    (_request, response) => {
      response.writeHead(code);
      const more = () => {
        while (!response.destroyed && response.write(long));
      };
      response.on("drain", more);
      more();
    };
  const dripping: Answer = (_request, response) => {
    response.writeHead(200);
    const drops = setInterval(() => response.write(" "), 5);
    response.on("close", () => clearInterval(drops));
  };

  test.each<[Call, number]>([
    [read, 64],
    [create, 16],
  ])("is read up to %#", async (call, megabytes) => {
    // Long enough for a slow machine: an attempt that times out would be repeated.
    const { seen, transport } = await given([endless(200)], { requestTimeout: 300 });
    const error: unknown = await transport
      .send({ ...call, effect: call === read ? "none" : call.effect })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "ConnectionError", sent: "maybe" });
    expect(String(error)).toContain(`answers with more than ${megabytes} MB`);
    expect(seen).toHaveLength(1);
  });

  test("of a refusal is one all the same", async () => {
    const { transport } = await given([endless(404)], { reason: () => "no such thing" });
    await expect(transport.send(read)).rejects.toThrow("GET /groups/: 404 no such thing");
  });

  test("that drips ends in the time of one attempt, and a write may have been done", async () => {
    const { seen, transport } = await given([dripping], { requestTimeout: 0.3 });
    const error: unknown = await transport.send(create).catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/no whole answer from http:\S+ within 0\.3 s$/);
    expect(isOutcomeUnknown(error)).toBe(true);
    expect(seen).toHaveLength(1);
  });
});

test.each<[string, (socket: Socket) => unknown]>([
  ["is not HTTP", (socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n")],
  ["is half a status line", (socket) => socket.end("HTTP/1.1 2")],
  ["has headers that are none", (socket) => socket.end("HTTP/1.1 200 OK\r\n\0: 1\r\n\r\n{}")],
  [
    "has two lengths",
    (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}"),
  ],
  ["ends before its length", (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}")],
  [
    "has chunks that are none",
    (socket) => socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"),
  ],
  ["switches to another protocol", (socket) => socket.end("HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n")],
  ["has more headers than are read", (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(99_999)}`)],
])("an answer that %s: a create may have been done, and is not repeated", async (_title, answer) => {
  let requests = 0;
  const raw = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => {
      requests += 1;
      answer(socket);
    });
  });
  await new Promise<void>((listening) => raw.listen(0, "127.0.0.1", listening));
  const { port } = raw.address() as AddressInfo;
  const { transport } = await given([], { baseUrl: `http://127.0.0.1:${port}` });
  const error: unknown = await transport.send(create).catch((thrown: unknown) => thrown);
  raw.close();
  expect(error).toMatchObject({ name: "ConnectionError", sent: "maybe" });
  expect(String(error)).toContain(`POST /groups/: no answer from http://127.0.0.1:${port} (`);
  expect(String(error)).not.toMatch(/Error:.*Error|does not match|RTSP|HPE_/);
  expect(requests).toBe(1);
});

test("no more connections than allowed are open at a time", async () => {
  const held: ServerResponse[] = [];
  let most = 0;
  const { transport } = await given([(_request, response) => held.push(response)], { maxConnections: 2 });
  const calls = Promise.all(Array.from({ length: 12 }, () => transport.send(read)));
  const release = setInterval(() => {
    most = Math.max(most, held.length);
    if (held.length >= 2) held.splice(0).forEach((response) => response.end("{}"));
  }, 5);
  await calls.finally(() => clearInterval(release));
  expect(most).toBe(2);
});

test("https for a server that speaks http is not tried again, and says what to write", async () => {
  let connections = 0;
  server = await loopback(
    (_request, response) => response.end("{}"),
    () => (connections += 1),
  );
  const transport = new Transport({
    baseUrl: server.url.replace("http:", "https:"),
    headers: () => ({}),
    reason: () => "",
    secrets: [],
    requestTimeout: 5,
    maxConnections: 1,
  });
  const call = { method: "GET", path: "/x", effect: "none" } as const;
  await expect(transport.send(call)).rejects.toThrow(
    `the server does not speak https at ${new URL(server.url).host}; if it speaks http, write ${server.url}`,
  );
  expect(connections).toBe(1);
});

describe("the log of calls", () => {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    jest.spyOn(process.stderr, "write").mockImplementation((line) => lines.push(String(line)) > 0);
  });
  afterEach(() => {
    delete process.env["PULUMI_SECURITY_GROUPS_LOG"];
    jest.restoreAllMocks();
  });

  test("shows every try and why it is repeated, and neither header, query nor body", async () => {
    process.env["PULUMI_SECURITY_GROUPS_LOG"] = "debug";
    const { transport } = await given([status(503, "{}"), drop, status(200, "{}", { "x-request-id": "7f" })]);
    await transport.send({ method: "GET", path: "/groups/", query: { name: "hidden" }, effect: "none" });
    expect(lines.map((line) => line.replace(/\d+ ms/, "… ms").replace(/[\d.]+ s:/, "… s:"))).toEqual([
      "pulumi-security-groups: GET /groups/: 503 after … ms, try 1\n",
      "pulumi-security-groups: GET /groups/ is tried again in … s: it may be done again\n",
      "pulumi-security-groups: GET /groups/: UND_ERR_SOCKET after … ms, try 2\n",
      "pulumi-security-groups: GET /groups/ is tried again in … s: it may be done again\n",
      "pulumi-security-groups: GET /groups/: 200 after … ms, try 3, request 7f\n",
    ]);
  });

  test("says why a call is not repeated", async () => {
    process.env["PULUMI_SECURITY_GROUPS_LOG"] = "debug";
    const { transport } = await given([status(403, "{}")]);
    await expect(transport.send(read)).rejects.toThrow(ApiError);
    expect(lines.at(-1)).toBe(
      "pulumi-security-groups: GET /groups/ is not tried again: the server has refused it\n",
    );
  });

  test("is silent unless asked for", async () => {
    const { transport } = await given([status(200)]);
    await transport.send(read);
    expect(lines).toEqual([]);
  });
});

test("servers get the package and its version", async () => {
  const { seen, transport } = await given([status(200)]);
  await transport.send(read);
  expect(seen[0]?.headers["user-agent"]).toMatch(/^pulumi-security-groups\/\d+\.\d+\.\d+/);
});

test("an attempt ends in its own time, within an operation that has more, whatever garbage is collected", async () => {
  const { transport } = await given([() => void collectGarbage()], { requestTimeout: 60 });
  const limits = { deadline: new Deadline(60, new AbortController().signal), timeout: 0.3, patience: 0 };
  await expect(transport.send(read, limits)).rejects.toThrow(ConnectionError);
});
