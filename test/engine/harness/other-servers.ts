import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { createServer as createTlsServer } from "node:tls";

export type OtherServers = Awaited<ReturnType<typeof startOtherServers>>;

/** Servers that settings can lead to by mistake. */
export async function startOtherServers() {
  const tls = createTlsServer();
  tls.on("tlsClientError", () => undefined);
  const servers = {
    pages: answering(200, "text/html", "<!doctype html><title>Welcome</title>"),
    json: answering(200, "application/json", '{"version":1}'),
    /** What servers for https say to http. */
    wantsTls: answering(
      400,
      "text/html",
      "<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>",
    ),
    tls,
  } as const;
  const [pages, json, wantsTls, bareTls] = await Promise.all(Object.values(servers).map(hostOf));
  return {
    hosts: { pages, json, wantsTls, bareTls },
    close: () => Promise.all(Object.values(servers).map((server) => once(server.close(), "close"))),
  };
}

/** A server that has but one answer. It reads a request to its end before: closed earlier, a connection is reset. */
function answering(status: number, type: string, text: string): Server {
  return createServer((request, response) => {
    request.resume().once("end", () => {
      response.writeHead(status, { "content-type": type, connection: "close" }).end(text);
    });
  });
}

async function hostOf(server: Server): Promise<string> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
