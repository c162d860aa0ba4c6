import { startWaldurSandbox } from "../../../sandbox/waldur";
import type { WaldurSandbox } from "../../../sandbox/waldur";
import { Client, type GroupBody, groupPath, tcp } from "./client";

let sandbox: WaldurSandbox;
let group: GroupBody;

beforeEach(async () => {
  sandbox = await startWaldurSandbox({ delay: 0 });
  group = await as("owner").created("web", [tcp(22)]);
});
afterEach(() => sandbox.close());

const as = (role: keyof WaldurSandbox["tokens"]) => new Client(sandbox, `Token ${sandbox.tokens[role]}`);

interface EventBody {
  created: string;
  event_type: string;
  message: string;
  context: Record<string, unknown>;
}

async function events(query: Record<string, string> = {}, client = as("owner")): Promise<EventBody[]> {
  const scoped = new URLSearchParams({ scope: group.url, ...query });
  return (await client.send("GET", `events/?${scoped.toString()}`)).body as EventBody[];
}
const changed = { event_type: "openstack_security_group_rules_changed" };

test("three users change rules: who, what and through what, newest first", async () => {
  await as("admin").setRules(group.uuid, [{ id: group.rules[0]?.id }, tcp(443)]);
  await as("staff").setRules(group.uuid, [tcp(443)]);
  sandbox.edits.addRule(group.uuid, { protocol: "udp", port_range_min: 53, port_range_max: 53 });
  await as("owner").send("POST", groupPath(group.uuid, "pull"));
  await sandbox.idle();
  const lines = (await events(changed)).map(({ context, message }) => [
    context["user_username"],
    context["trigger"],
    message.replace(/^.*: /, ""),
  ]);
  expect(lines).toEqual([
    ["owner", "backend_sync", "1 added, 0 removed, 0 modified."],
    ["staff", "user_action", "1 added, 2 removed, 0 modified."],
    ["admin", "user_action", "1 added, 0 removed, 0 modified."],
  ]);
  const [pulled] = await events(changed);
  expect(pulled?.context["added_rules"]).toMatchObject([
    { protocol: "udp", from_port: 53, remote_group_uuid: null },
  ]);
  expect(pulled?.created).toMatch(/\+00:00$/);
});

test("filters: type, time, user; a changed description is a modified rule", async () => {
  const [made] = await events();
  expect(made).toMatchObject({
    event_type: "openstack_security_group_created",
    context: { user_username: "owner" },
  });
  const created = Date.parse(made?.created ?? "") / 1000;
  expect(await events({ created_from: String(created + 1) })).toEqual([]);
  expect(await events({ created_to: String(created) })).toEqual([]);
  await as("admin").setRules(group.uuid, [{ id: group.rules[0]?.id, description: "ssh" }]);
  expect(await events({ user_uuid: String(made?.context["user_uuid"]) })).toHaveLength(1);
  const [event] = await events({ ...changed, message: "MODIFIED" });
  expect(event?.context["modified_rules"]).toMatchObject([{ changed_fields: ["description"] }]);
});

test("without a scope only staff see events, a scope of somebody else's shows none, and 2024 has none of rules", async () => {
  await as("owner").setRules(group.uuid, []);
  expect((await as("owner").send("GET", "events/")).body).toEqual([]);
  expect((await as("staff").send("GET", "events/")).body).toHaveLength(2);
  expect(await events({}, as("outsider"))).toEqual([]);
  expect((await as("owner").send("GET", "events/?scope=web")).status).toBe(400);
  sandbox.settings.set({ release: "2024-10" });
  expect((await events()).map(({ event_type }) => event_type)).toEqual(["openstack_security_group_created"]);
});
