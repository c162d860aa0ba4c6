import { client, closeAll } from "./api-client";
import type { ApiClient } from "./api-client";

let api: ApiClient;
let id: string;
beforeEach(async () => {
  api = await client();
  id = await api.create("web");
});
afterEach(closeAll);

const add = () => api.change(id, "group-add-rule", { direction: "OUT" });
const ruleCount = () => api.sandbox.secondWriter.groups()[0]!.rules.length;

test.each([
  ["before", 0],
  ["after", 1],
] as const)("a connection cut %s the effect", async (when, count) => {
  api.sandbox.faults.add({ path: "/group-add-rule$", when, answer: "drop" });
  await expect(add()).rejects.toThrow();
  expect(ruleCount()).toBe(count);
  expect((await add()).body).toEqual({ success: true });
});

test("half of the JSON, a proxy's page, a refusal and a 503", async () => {
  const { faults } = api.sandbox;
  faults.add({ answer: "truncated" });
  faults.add({ answer: "html" });
  faults.add({ answer: { status: 200, body: { success: false } } });
  faults.add({ answer: { status: 503, headers: { "retry-after": "7" } } });
  expect(await add()).toMatchObject({
    status: 200,
    body: undefined,
    text: expect.stringMatching(/^\{/) as unknown,
  });
  expect(await add()).toMatchObject({ status: 502, body: undefined });
  expect(await add()).toMatchObject({ status: 200, body: { success: false } });
  expect((await add()).headers.get("retry-after")).toBe("7");
  expect(ruleCount()).toBe(1);
});

test("effects that never come: writes are answered with success and do nothing, forever or a number of times", async () => {
  const { faults, secondWriter } = api.sandbox;
  const success = { status: 200, body: { success: true } };
  faults.add({ path: "/group-add-rule$", times: "forever", answer: success });
  faults.add({ method: "DELETE", times: 2, answer: success });
  for (let i = 0; i < 3; i++) expect((await add()).body).toEqual({ success: true });
  expect(ruleCount()).toBe(0);
  await api.change(id, "firewall", { active: true });
  expect(secondWriter.groups()).toMatchObject([{ active: true }]);
  for (const left of [1, 1, 0]) {
    expect((await api.call("DELETE", `/v2/groups/${id}`)).body).toEqual({ success: true });
    api.sandbox.settings.set({ deleteVisibleReads: 0 });
    expect(secondWriter.groups()).toHaveLength(left);
  }
});

test("the log has every call with the status sent and the body, and no credential", async () => {
  await add();
  api.sandbox.faults.add({ answer: "drop" });
  await expect(add()).rejects.toThrow();
  const path = `/v2/groups/${id}/group-add-rule`;
  expect(api.sandbox.log.entries()).toEqual([
    { level: "api", method: "PUT", path: "/v2/groups", status: 200, body: { name: "web" } },
    { level: "api", method: "POST", path, status: 200, body: { direction: "OUT" } },
    { level: "api", method: "POST", path, status: 0, body: { direction: "OUT" }, fault: "before" },
  ]);
  expect(JSON.stringify(api.sandbox.log.entries())).not.toContain(api.sandbox.apiKey);
});
