import { WaldurClient } from "../../../../provider/waldur/api/client";
import { endlessText } from "../../../../provider/waldur/api/group-listing";
import { readWaldurSettings } from "../../../../provider/waldur/api/settings";
import { type Loopback, loopback } from "../../http/loopback";

let server: Loopback | undefined;
afterEach(() => server?.close());

test.each([
  [{ pages: 4, count: 601, size: 300, bytes: 0 }, undefined],
  [
    { pages: 5, count: 601, size: 300, bytes: 0 },
    "its list has a further page after 5, although it counts 601 at 300 a page",
  ],
  [{ pages: 2, count: 0, size: 0, bytes: 0 }, /after 2, although it counts 0/],
  [{ pages: 999, count: undefined, size: 300, bytes: 0 }, undefined],
  [{ pages: 1000, count: undefined, size: 300, bytes: 0 }, /after 1000, and no count/],
  [{ pages: 3, count: 900, size: 300, bytes: 2 ** 28 }, /more than 128 MB in 3 pages/],
])("%j", (read, text) => {
  const found = endlessText(read);
  if (text instanceof RegExp) expect(found).toMatch(text);
  else expect(found).toBe(text);
});

test("a list that always names a further page ends, and says both numbers", async () => {
  let requests = 0;
  server = await loopback((_request, response) => {
    requests += 1;
    response.writeHead(200, { link: '<http://x/?page=2>; rel="next"', "x-result-count": "2" }).end("[]");
  });
  const settings: Record<string, string> = { "waldur:apiUrl": server.url, "waldur:token": "t" };
  const client = WaldurClient.for(readWaldurSettings({ get: (key) => settings[key] }));
  await expect(client.listTenants({})).rejects.toThrow(
    "its list has a further page after 4, although it counts 2 at 1 a page",
  );
  expect(requests).toBe(4);
});
