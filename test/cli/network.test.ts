import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import path from "node:path";
import { type Accounts, startAccounts } from "./clouds";
import { run } from "./run";
import { start } from "./start";

// Certificates for 100 years, by an authority whose key was not kept.
const fixture = (name: string) => path.resolve(__dirname, "../fixtures/tls", name);
const key = readFileSync(fixture("server-key.pem"));
const AUTHORITY = { NODE_EXTRA_CA_CERTS: fixture("authority.pem") };

let accounts: Accounts;
const servers: Server[] = [];
beforeEach(async () => {
  accounts = await startAccounts();
  await accounts.waldurGroup("web");
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
  await accounts.close();
});

/** Starts a server on a free port. @returns the port */
async function listen(server: Server): Promise<number> {
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

/** The emulator of Waldur behind TLS, and the requests that came through. */
async function behindTls(certificate: string) {
  const seen: string[] = [];
  const { port } = new URL(accounts.waldur.apiUrl);
  const front = createTlsServer({ key, cert: readFileSync(fixture(certificate)) }, (incoming, response) => {
    seen.push(`${incoming.method} ${incoming.url}`);
    const { method, url, headers } = incoming;
    const onward = request({ host: "127.0.0.1", port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(onward);
  });
  return { seen, apiUrl: `https://localhost:${await listen(front)}/api/` };
}

/** A proxy that takes CONNECT alone. */
async function proxy(isWelcome: (request: IncomingMessage) => boolean = () => true) {
  const targets: string[] = [];
  const server = createServer();
  server.on("connect", (incoming, socket) => {
    targets.push(incoming.url ?? "");
    if (!isWelcome(incoming)) return void socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    const { hostname, port } = new URL(`http://${incoming.url}`);
    const onward = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    for (const side of [socket, onward]) side.on("error", () => (socket.destroy(), onward.destroy()));
  });
  return { targets, port: await listen(server) };
}

const listing = ["lint", "--cloud", "waldur", "--ignore", "unused"];
/** Failures show at once. */
const ONE_TRY = { PULUMI_SECURITY_GROUPS_PATIENCE: "0" };

/** Lists the groups at Waldur, by a command. */
const list = (env: NodeJS.ProcessEnv) => run(listing, { env: { ...accounts.waldurEnv, ...ONE_TRY, ...env } });

/** The same in a process of its own, which trusts the authority as well. */
const trustingList = (env: NodeJS.ProcessEnv) =>
  start(listing, { env: { ...accounts.waldurEnv, ...ONE_TRY, ...AUTHORITY, ...env } });

const good = { exitCode: 0, stdout: "0 findings in 1 group.\n", stderr: "" };

describe("TLS", () => {
  test("an unknown authority: nothing is sent, and the remedy works", async () => {
    const { seen, apiUrl } = await behindTls("localhost.pem");
    const { exitCode, stderr } = await list({ WALDUR_API_URL: apiUrl });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("set NODE_EXTRA_CA_CERTS to the file with the authority's certificate");
    expect(seen).toEqual([]);
    expect(await trustingList({ WALDUR_API_URL: apiUrl })).toEqual(good);
    expect(seen).not.toEqual([]);
  });

  test("a certificate for another host: nothing is sent", async () => {
    const { seen, apiUrl } = await behindTls("elsewhere.example.pem");
    const { exitCode, stderr } = await trustingList({ WALDUR_API_URL: apiUrl });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("ERR_TLS_CERT_ALTNAME_INVALID");
    expect(seen).toEqual([]);
  });
});

describe("a proxy", () => {
  test("from the environment is used for https and for http, unless NO_PROXY says otherwise", async () => {
    const { targets, port } = await proxy();
    const { apiUrl } = await behindTls("localhost.pem");
    const hosts = [apiUrl, accounts.waldur.apiUrl].map((url) => new URL(url).host);
    const env = { HTTP_PROXY: `http://127.0.0.1:${port}`, HTTPS_PROXY: `http://127.0.0.1:${port}` };
    expect(await trustingList({ ...env, WALDUR_API_URL: apiUrl })).toEqual(good);
    expect(await list(env)).toEqual(good);
    expect([...new Set(targets)]).toEqual(hosts);
    targets.length = 0;
    expect(await list({ ...env, NO_PROXY: "127.0.0.1" })).toEqual(good);
    expect(targets).toEqual([]);
  });

  test("gets its password, which no message shows", async () => {
    const credentials = Buffer.from("me:proxy-password").toString("base64");
    const { port } = await proxy(({ headers }) => headers["proxy-authorization"] === `Basic ${credentials}`);
    expect(await list({ HTTP_PROXY: `http://me:proxy-password@127.0.0.1:${port}` })).toEqual(good);
    const { exitCode, stderr } = await list({ HTTP_PROXY: `http://me:other-password@127.0.0.1:${port}` });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("407");
    expect(stderr).not.toContain("other-password");
  });
});

test.each([302, 308])("a redirect, %i, sends nothing anywhere", async (status) => {
  const seen: string[] = [];
  const target = await listen(
    createServer((incoming, response) => (seen.push(incoming.url ?? ""), response.end("[]"))),
  );
  const location = `http://127.0.0.1:${target}/api/?key=1`;
  const from = await listen(createServer((_, response) => response.writeHead(status, { location }).end()));
  for (const env of [
    { WALDUR_API_URL: `http://127.0.0.1:${from}/api/` },
    { ...accounts.e24cloudEnv, E24CLOUD_ENDPOINT: `http://127.0.0.1:${from}` },
  ]) {
    const cloud = "WALDUR_API_URL" in env ? "waldur" : "e24cloud";
    const { exitCode, stderr } = await run(["lint", "--cloud", cloud, "--ignore", "unused"], {
      env: { ...accounts.waldurEnv, ...env },
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `the server redirects to http://127.0.0.1:${target}/api/; set the API's own address`,
    );
  }
  expect(seen).toEqual([]);
});
