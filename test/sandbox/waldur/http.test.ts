import { startWaldurSandbox } from "../../../sandbox/waldur";
import type { WaldurSandbox } from "../../../sandbox/waldur";
import { Client, groupPath, tcp } from "./client";
import type { GroupBody } from "./client";

/** What the recorded server did besides the recordings, and what its source says. */
let sandbox: WaldurSandbox;
let client: Client;
let group: GroupBody;

beforeAll(async () => {
  sandbox = await startWaldurSandbox({ release: "2024-10", delay: 0 });
  client = new Client(sandbox);
  group = await client.created("web", [tcp(1)]);
});
afterAll(() => sandbox.close());

const as = (role: keyof WaldurSandbox["tokens"]) => new Client(sandbox, `Token ${sandbox.tokens[role]}`);
const send = (method: string, path: string, headers: Record<string, string>, body?: string | FormData) =>
  fetch(sandbox.apiUrl + path, {
    method,
    headers: { authorization: `Token ${sandbox.token}`, ...headers },
    ...(body !== undefined && { body }),
  });

describe("Accept", () => {
  test.each(["application/json", "application/*", "*/*", "text/xml, application/json;q=0.5"])(
    "%s gets JSON",
    async (accept) => {
      const response = await send("GET", "version/", { accept });
      expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    },
  );

  test.each(["application/xml", "text/html", "image/*, text/plain"])(
    "%s gets 406, with or without a token",
    async (accept) => {
      for (const authorization of [`Token ${sandbox.token}`, "Token none"]) {
        const response = await send("GET", "version/", { accept, authorization });
        expect(response.status).toBe(406);
        expect(await response.json()).toEqual({ detail: "Could not satisfy the request Accept header." });
      }
    },
  );
});

test.each<[path: (uuid: string) => string, allow: string]>([
  [() => "/api/", "GET, HEAD, OPTIONS"],
  [() => "openstack-security-groups/", "GET, POST, HEAD, OPTIONS"],
  [(uuid) => groupPath(uuid), "GET, PUT, PATCH, DELETE, HEAD, OPTIONS"],
  [(uuid) => groupPath(uuid, "set_rules"), "POST, OPTIONS"],
])("%s names its methods in Allow, and what answers vary by, in refusals too", async (path, allow) => {
  const told = { allow, vary: "Accept, Accept-Language, Cookie" };
  for (const [method, sender] of [
    ["OPTIONS", client],
    ["PUT", new Client(sandbox, "")],
    ["GET", client],
  ] as const) {
    const { headers } = await sender.send(method, path(group.uuid));
    expect({ allow: headers.get("allow"), vary: headers.get("vary") }).toEqual(told);
  }
});

test("a page has no Allow", async () => {
  const { status, headers } = await client.send("GET", "nothing/");
  expect([status, headers.get("allow"), headers.get("vary")]).toEqual([404, null, "Accept-Language, Cookie"]);
});

test("the root names the collections", async () => {
  const { body } = await client.send("GET", "/api/");
  expect(body).toEqual(
    Object.fromEntries(
      ["instances", "ports", "security-groups", "tenants"].map((name) => [
        `openstack-${name}`,
        `${sandbox.apiUrl}openstack-${name}/`,
      ]),
    ),
  );
  expect((await new Client(sandbox, "").send("GET", "/api/")).status).toBe(401);
});

test("OPTIONS lists the fields of a group where the user could send them", async () => {
  const fields = expect.objectContaining({ rules: expect.anything() as unknown }) as unknown;
  for (const [path, name, actions] of [
    ["openstack-security-groups/", "Security Group List", { POST: fields }],
    [groupPath(group.uuid), "Security Group Instance", { PUT: fields }],
    [groupPath(group.uuid, "set_rules"), "Set rules", { POST: fields }],
  ] as const)
    expect((await client.send("OPTIONS", path)).body).toMatchObject({ name, actions });
  for (const [sender, path] of [
    [as("member"), groupPath(group.uuid)],
    [client, groupPath("0".repeat(32))],
  ] as const) {
    const { status, body } = await sender.send("OPTIONS", path);
    expect(status).toBe(200);
    expect(body).not.toHaveProperty("actions");
  }
});

test.each([
  ["owner", 403],
  ["member", 403],
  ["outsider", 403],
  ["staff", 404],
] as const)("unlink of an unknown group, by %s: %i", async (role, status) => {
  expect((await as(role).send("POST", groupPath("0".repeat(32), "unlink"))).status).toBe(status);
});

test("NUL is refused in every string, next to what else is wrong with it", async () => {
  const nul = "Null characters are not allowed.";
  expect((await client.create("a\0b", [tcp(1, { cidr: "10.0.0.0/8\0" })])).body).toEqual({
    name: [nul],
    rules: [{ cidr: [nul] }],
  });
  const { body } = await client.send("PATCH", groupPath(group.uuid), { description: "\0".repeat(2001) });
  expect(body).toEqual({ description: ["Ensure this field has no more than 2000 characters.", nul] });
});

describe("set_rules with a form", () => {
  const form = "application/x-www-form-urlencoded";
  const setRules = async (body: string | FormData, headers: Record<string, string>) => {
    const response = await send("POST", groupPath(group.uuid, "set_rules"), headers, body);
    await sandbox.idle();
    return [response.status, (await client.group(group.uuid)).rules.map(({ from_port }) => from_port)];
  };
  beforeEach(() => client.setRules(group.uuid, [tcp(1)]));

  test.each(["", "a=b", "rules=%5B%5D"])("%j empties the rules", async (body) => {
    expect(await setRules(body, { "content-type": form })).toEqual([202, []]);
  });

  test("numbered fields are rules", async () => {
    const fields = new URLSearchParams({ "[1]protocol": "udp", "[1]from_port": "53", "[1]to_port": "53" });
    expect(await setRules(fields.toString(), { "content-type": form })).toEqual([202, [53]]);
    const multipart = new FormData();
    for (const [name, value] of fields) multipart.append(name, value);
    expect(await setRules(multipart, {})).toEqual([202, [53]]);
  });
});

describe("filters", () => {
  const found = async (query: string, collection = "openstack-security-groups") => {
    const { status, body, headers } = await client.send("GET", `${collection}/?${query}`);
    return status === 200 ? Number(headers.get("x-result-count")) : body;
  };

  test("a tenant is named by its URL; external_ip finds nothing", async () => {
    expect(await found(`tenant=${sandbox.apiUrl}openstack-tenants/${sandbox.tenantUuid}/`)).toBe(1);
    expect(await found(`tenant=${sandbox.tenantUuid}`)).toBe(0);
    expect(await found("external_ip=192.0.2.1")).toBe(0);
    expect(await found("external_ip=")).toBe(1);
  });

  test.each(["project", "customer", "project_uuid", "customer_uuid", "tenant_uuid", "uuid"])(
    "%s is a uuid",
    async (name) => {
      expect(await found(`${name}=x`)).toEqual({ [name]: ["Enter a valid UUID."] });
      expect(await found(`${name}=${"0".repeat(32)}`)).toBe(0);
    },
  );

  test("tenants are not filtered by tenant", async () => {
    expect(await found(`tenant_uuid=${"0".repeat(32)}&query=x`, "openstack-tenants")).toBe(4);
  });
});
