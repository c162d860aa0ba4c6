import { request } from "node:http";
import { startE24cloudSandbox } from "../../../../sandbox/e24cloud";
import type { E24cloudSandbox } from "../../../../sandbox/e24cloud";
import { authorization } from "../../../../sandbox/e24cloud/api/signing";

const credentials = { apiKey: "AKIAE24EXAMPLE00001", apiSecret: "e24-example-secret/0123456789abcdef" };
const poznan = "eu-poland-1poznan.api.e24cloud.com";
const date = "Sat, 04 Jul 2015 14:01:02 GMT";
const group = "/v2/groups/7f3c1f0e-6b1d-4d9c-9a57-0a2c0b5f8e11";
const rule =
  '{"direction":"IN","src_address":"203.0.113.0/24","protocol":"TCP","min_port":443,"max_port":443}';

const vectors = [
  ["GET", poznan, "/v2/groups", "", "9dJohKchNiBIMWxGE7ST2W13NjJYDYhHQRNNo976tgA="],
  ["PUT", poznan, "/v2/groups", '{"name":"web"}', "8PJ39G5zlgo5LOcjA+PCNai7mO1xr8FY7SRcQmlJx1w="],
  ["POST", poznan, group, "", "WDjd8GWOEkaE6WYPA9aFuELEb++N5oxqAPxUwClrVYk="],
  ["POST", poznan, `${group}/group-add-rule`, rule, "aIOS2Dt9cP8HpgeFDKcXBqxD3RZDh6fZxT+ctejrxPg="],
  ["POST", poznan, `${group}/firewall`, '{"active":true}', "5CZnJ7sY1zLhgR4/+nfTzxYv7VFLTOBab5L7+u+S7kE="],
  ["DELETE", poznan, group, "", "31UPOYr5Z321yHAeaI5f3m0cK0TMorC9syuwX2HsUKQ="],
  ["GET", poznan, "/v2/accounts?limit=10&offset=0", "", "fBbikF7KN9gpRZ9w0AsG5gLmrh3+UdeLcEGGMJvsEh8="],
  ["PUT", poznan, "/v2/groups", '{"name":"Zażółć"}', "dIyN6jRcxWjgIYG1YtIBzK7Zm29aDtsXlFeGdlRMshw="],
  ["GET", "127.0.0.1:8080", "/v2/groups", "", "17FmqjMobDzBd8UdXKmvWKHELWI+1SWPy0F6mhH3Gjo="],
] as const;

let sandbox: E24cloudSandbox;
beforeEach(async () => {
  const clockOffset = Math.round((Date.UTC(2015, 6, 4, 14, 1, 2) - Date.now()) / 1000);
  sandbox = await startE24cloudSandbox({ ...credentials, clockOffset });
});
afterEach(() => sandbox.close());

/** A request with exactly these bytes and headers, which fetch would not send. */
function send(
  method: string,
  target: string,
  headers: Record<string, string>,
  body: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(sandbox.endpoint);
    const sent = request({ hostname, port, method, path: target, headers }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode ?? 0));
    });
    sent.once("error", reject).end(body);
  });
}

test.each(vectors)("%s %s %s %s has the known signature", (method, host, target, body, signature) => {
  const parts = { method, host, date, target, body: Buffer.from(body) };
  expect(authorization(credentials, parts)).toBe(`${credentials.apiKey}:${signature}`);
});

test.each(vectors)("the server takes %s %s %s %s as signed, and not otherwise", async (...vector) => {
  const [method, host, target, body, signature] = vector;
  const headers = { Host: host, "X-Date": date, "Content-Type": "application/json" };
  const withSignature = (value: string) => ({ ...headers, Authorization: `${credentials.apiKey}:${value}` });

  expect([200, 404]).toContain(await send(method, target, withSignature(signature), body));
  expect(await send(method, target, headers, body)).toBe(401);
  expect(await send(method, target, withSignature(signature.replace(/^./, "x")), body)).toBe(401);
  expect(await send(method, target, { ...withSignature(signature), Host: "elsewhere" }, body)).toBe(401);
  expect(await send(method, `${target}?more`, withSignature(signature), body)).toBe(401);
  expect(await send(method === "POST" ? "PUT" : "POST", target, withSignature(signature), body)).toBe(401);
});
