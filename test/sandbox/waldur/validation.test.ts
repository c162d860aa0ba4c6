import { startWaldurSandbox } from "../../../sandbox/waldur";
import type { WaldurSandbox } from "../../../sandbox/waldur";
import { Client, tcp } from "./client";
import type { GroupBody } from "./client";

/** Rows of the contract that the recorded exchanges do not reach. */
let sandbox: WaldurSandbox;
let client: Client;
let group: GroupBody;

beforeAll(async () => {
  sandbox = await startWaldurSandbox({ release: "2024-10", delay: 0 });
  client = new Client(sandbox);
  group = await client.created("web");
});
afterAll(() => sandbox.close());

const range = (found: number, min = 1, max = 65535) =>
  `Value should be in range [${min}, ${max}], found ${found}`;
const icmp = (type: number, code: number) => ({ protocol: "icmp", from_port: type, to_port: code });
const ipv6 = (cidr: string) => tcp(1, { ethertype: "IPv6", cidr });
const ipv6Message = "IPv6 addresses are represented as eight groups, separated by colons.";

test.each<[unknown, unknown]>([
  [null, ["This field may not be null."]],
  [7, { non_field_errors: ["Invalid data. Expected a dictionary, but got int."] }],
  [tcp(1, { ethertype: null }), { ethertype: ["This field may not be null."] }],
  [tcp(1, { protocol: 6 }), { protocol: ['"6" is not a valid choice.'] }],
  [tcp(1, { from_port: true }), { from_port: ["A valid integer is required."] }],
  [tcp(1, { from_port: "" }), { from_port: ["A valid integer is required."] }],
  [tcp(1, { to_port: null }), { to_port: ["Empty value is not allowed."] }],
  [tcp(1, { from_port: null }), { from_port: ["Empty value is not allowed."] }],
  [
    tcp(1, { from_port: 1, to_port: -5 }),
    { non_field_errors: ['"from_port" should be less or equal to "to_port"'] },
  ],
  [tcp(-5), { from_port: [range(-5)] }],
  [icmp(8, 256), { to_port: [range(256, -1, 255)] }],
  [{ protocol: "", from_port: -1, to_port: 1 }, { to_port: [expect.stringContaining("not supported")] }],
  [tcp(1, { cidr: true }), { cidr: ["Not a valid string."] }],
  [tcp(1, { cidr: "10.0.0.0/" }), { cidr: [expect.stringContaining("Expected CIDR")] }],
  [tcp(1, { cidr: "300.0.0.0/8" }), { cidr: [expect.stringContaining("Expected CIDR")] }],
  [tcp(1, { cidr: "10.0.0.0/255.0.0.0" }), { cidr: [expect.stringContaining("Expected CIDR")] }],
  [ipv6("::ffff:10.0.0.1/128"), { cidr: [ipv6Message] }],
  [ipv6("::1"), { cidr: [ipv6Message] }],
  [ipv6("::/129"), { cidr: [ipv6Message] }],
  [
    tcp(1, { cidr: null, remote_group: 5 }),
    { remote_group: ["Incorrect type. Expected URL string, received int."] },
  ],
  [
    { protocol: "x", from_port: "x", to_port: 1 },
    { protocol: [expect.any(String)], from_port: [expect.any(String)] },
  ],
])("%j is refused", async (rule, detail) => {
  expect(await client.setRules(group.uuid, [tcp(9), rule])).toMatchObject({
    status: 400,
    body: [{}, detail],
  });
});

test.each<[unknown, object]>([
  [tcp(1, { from_port: "1", to_port: 80 }), { from_port: 1, to_port: 80 }],
  [tcp(-1), { from_port: -1, to_port: -1 }],
  [tcp(1, { cidr: " 10.0.0.7/8 " }), { cidr: "10.0.0.7/8" }],
  [tcp(1, { cidr: "10/8" }), { cidr: "10/8" }],
  [icmp(8, 0), { from_port: 8, to_port: 0, cidr: null }],
  [ipv6("2001:0db8:0:0::1/64"), { cidr: "2001:0db8:0:0::1/64" }],
  [tcp(1, { remote_group: "" }), { remote_group: null }],
])("%j is taken", async (rule, shown) => {
  expect((await client.setRules(group.uuid, [rule])).status).toBe(202);
  expect((await client.group(group.uuid)).rules).toMatchObject([shown]);
});

test("a remote group is named by URL or path, by hyphenated uuid too; host and query don't matter", async () => {
  const hyphenated = group.uuid.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  for (const link of [
    `https://elsewhere.example/api/openstack-security-groups/${group.uuid}/?a=b`,
    `/api/openstack-security-groups/${hyphenated}/`,
  ]) {
    expect((await client.setRules(group.uuid, [tcp(1, { cidr: "", remote_group: link })])).status).toBe(202);
    expect((await client.group(group.uuid)).rules).toMatchObject([
      { remote_group: group.url, remote_group_name: "web" },
    ]);
  }
  const unslashed = `/api/openstack-security-groups/${group.uuid}`;
  expect((await client.setRules(group.uuid, [tcp(1, { cidr: null, remote_group: unslashed })])).body).toEqual(
    [{ remote_group: ["Invalid hyperlink - No URL match."] }],
  );
});

test.each([
  [null, { non_field_errors: ['Expected a list of items but got type "NoneType".'] }],
  ["x", { non_field_errors: ['Expected a list of items but got type "str".'] }],
])("set_rules refuses the body %j", async (body, detail) => {
  expect(await client.setRules(group.uuid, body)).toMatchObject({ status: 400, body: detail });
});

test("an id that is not a number breaks the server", async () => {
  expect(await client.setRules(group.uuid, [{ id: "x" }])).toMatchObject({
    status: 500,
    body: expect.stringContaining("Server Error (500)") as string,
  });
});

test.each([
  ['{"a" 1}', "Expecting ':' delimiter: line 1 column 6 (char 5)"],
  ["[1 2]", "Expecting ',' delimiter: line 1 column 4 (char 3)"],
  ["[1,\n]", "Expecting value: line 2 column 1 (char 4)"],
])("malformed JSON %j is refused in Python's words", async (body, message) => {
  const response = await fetch(`${sandbox.apiUrl}openstack-security-groups/${group.uuid}/set_rules/`, {
    method: "POST",
    headers: { authorization: `Token ${sandbox.token}`, "content-type": "application/json" },
    body,
  });
  expect(await response.json()).toEqual({ detail: `JSON parse error - ${message}` });
});

test.each([
  ["tenant=https://h/api/openstack-tenants/TENANT/", 1],
  ["tenant=/api/openstack-tenants/00000000000000000000000000000000/", 0],
  ["project_name=acme&query=WE", 1],
  ["name_exact=WEB", 0],
  ["uuid=UUID&uuid=00000000000000000000000000000000", 0],
  ["state=OK&state=Erred", 1],
  ["page_size=0&o=-created,name", 1],
])("list with ?%s", async (query, count) => {
  const path = `openstack-security-groups/?${query.replace("TENANT", sandbox.tenantUuid).replace("UUID", group.uuid)}`;
  expect((await client.send("HEAD", path)).headers.get("x-result-count")).toBe(String(count));
});

test("an unknown order is refused", async () => {
  expect((await client.send("GET", "openstack-security-groups/?o=bogus")).body).toEqual({
    o: ["Select a valid choice. bogus is not one of the available choices."],
  });
});

test.each([
  ["Token", "Invalid token. No credentials provided."],
  ["Token a b", "Invalid token. Token string should not contain spaces."],
  ["Basic abc", "Authentication credentials were not provided."],
])("authorization %j is refused", async (header, detail) => {
  expect(await new Client(sandbox, header).send("GET", "version/")).toMatchObject({
    status: 401,
    body: { detail },
  });
});

test("tenants are found by name", async () => {
  const { body } = await client.send("GET", "openstack-tenants/?name_exact=tenant-second&field=uuid");
  expect(body).toEqual([{ uuid: sandbox.secondTenantUuid }]);
});
