import type { FaultInput } from "../../../sandbox/control";
import { startWaldurSandbox } from "../../../sandbox/waldur";
import type { WaldurSandbox } from "../../../sandbox/waldur";
import { until } from "../../../scripts/runner/until";
import { Client, groupPath, tcp } from "./client";
import type { GroupBody } from "./client";

let sandbox: WaldurSandbox;
let client: Client;

beforeEach(async () => {
  sandbox = await startWaldurSandbox({ release: "2024-10", delay: 0 });
  client = new Client(sandbox);
});
afterEach(() => sandbox.close());

const fail = (fault: Omit<FaultInput, "level">) => sandbox.faults.add({ level: "openstack", ...fault });

/** What happens to a group while every call of a kind is refused: its state, or 404. */
async function outcome(work: (group: GroupBody) => Promise<unknown>, fault: Omit<FaultInput, "answer">) {
  const group = await client.created("web", [tcp(22)]);
  sandbox.edits.createInstance({ groups: [group.uuid] });
  sandbox.edits.createPort({ groups: [group.uuid] });
  fail({ ...fault, times: "forever", answer: "refuse" });
  await work(group);
  await sandbox.idle();
  const { status, body } = await client.send("GET", groupPath(group.uuid));
  return status === 404 ? "404" : (body as GroupBody).state;
}

const remove = ({ uuid }: GroupBody) => client.send("DELETE", groupPath(uuid));
const rename = ({ uuid }: GroupBody) => client.send("PATCH", groupPath(uuid), { name: "renamed" });
const pull = ({ uuid }: GroupBody) => client.send("POST", groupPath(uuid, "pull"));
const replaceRules = ({ uuid }: GroupBody) => client.setRules(uuid, [tcp(23)]);

test.each<[method: string, path: string, work: (group: GroupBody) => Promise<unknown>, state: string]>([
  ["GET", "/v2.0/security-groups/[^/]+$", pull, "Erred"],
  ["PUT", "/v2.0/security-groups/[^/]+$", rename, "Erred"],
  ["DELETE", "/v2.0/security-groups/[^/]+$", remove, "Erred"],
  ["POST", "/v2.0/security-group-rules$", replaceRules, "Erred"],
  ["DELETE", "/v2.0/security-group-rules/[^/]+$", replaceRules, "OK"],
  ["GET", "/v2.0/ports$", remove, "Erred"],
  ["PUT", "/v2.0/ports/[^/]+$", remove, "Erred"],
  ["GET", "/v2.1/servers/detail$", remove, "Erred"],
  ["POST", "/v2.1/servers/[^/]+/action$", remove, "404"],
])("OpenStack refuses every %s %s", async (method, path, work, state) => {
  expect(await outcome(work, { method, path })).toBe(state);
  expect(sandbox.log.entries({ level: "openstack", method, path })).toContainEqual(
    expect.objectContaining({ status: 0, applied: false }),
  );
});

test("an instance whose groups OpenStack doesn't return is in error", async () => {
  const { uuid } = sandbox.edits.createInstance();
  fail({ path: "/os-security-groups$", answer: "refuse" });
  const path = `openstack-instances/${uuid}/`;
  await client.send("POST", `${path}update_security_groups/`, { security_groups: [] });
  await sandbox.idle();
  expect((await client.send("GET", path)).body).toMatchObject({
    state: "Erred",
    error_message: expect.stringContaining(
      "Unable to establish connection to http://127.0.0.1:8774/",
    ) as string,
  });
});

test("a refused connection is reported in words, and the group was never created", async () => {
  fail({ method: "POST", path: "groups$", answer: "refuse" });
  expect(await client.created("web")).toMatchObject({
    state: "Erred",
    backend_id: "",
    error_message: expect.stringMatching(
      /^Unable to establish connection to http:\/\/127\.0\.0\.1:9696\/v2\.0\/security-groups: .*Connection refused/,
    ) as string,
  });
});

test("a reset after the effect leaves what was made", async () => {
  fail({ method: "POST", path: "groups$", when: "after", answer: "reset" });
  expect(await client.created("web")).toMatchObject({
    state: "Erred",
    backend_id: "",
    error_message: expect.stringContaining("Connection reset by peer") as string,
  });
  expect(sandbox.edits.groups(sandbox.tenantUuid).map(({ name }) => name)).toEqual(["default", "web"]);
});

test.each([
  ["before", []],
  ["after", [22]],
] as const)(
  "a call that hangs, %s the effect, holds the group until the faults are cleared",
  async (when, ports) => {
    fail({ method: "POST", path: "rules$", when, answer: "hang" });
    const { uuid } = (await client.create("web", [tcp(22)])).body as GroupBody;
    await until(() => sandbox.log.count({ level: "openstack", method: "POST", path: "rules$" }));
    expect((await client.group(uuid)).state).toBe("Creating");
    sandbox.faults.clear();
    await sandbox.idle();
    expect((await client.group(uuid)).state).toBe("Erred");
    expect(sandbox.edits.group(uuid).rules.map(({ port_range_min }) => port_range_min)).toEqual(ports);
  },
);

test("a fault that lasts begins at the n-th call", async () => {
  fail({ method: "POST", path: "rules$", skip: 2, times: "forever", answer: { status: 503 } });
  const ports = [1, 2, 3, 4];
  const { uuid, error_message } = await client.created(
    "web",
    ports.map((port) => tcp(port)),
  );
  expect(error_message).toBe("ServiceUnavailable()");
  expect(sandbox.edits.group(uuid).rules.map(({ port_range_min }) => port_range_min)).toEqual([1, 2]);
  await client.send("POST", groupPath(uuid, "pull"));
  await sandbox.idle();
  await client.setRules(
    uuid,
    ports.map((port) => tcp(port)),
  );
  expect((await client.group(uuid)).state).toBe("Erred");
});
