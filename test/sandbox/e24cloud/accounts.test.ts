import { client, closeAll, type GroupView } from "./api-client";
import { signedRequest } from "./signed-request";

afterEach(closeAll);

test("another account has groups of its own, and neither sees or changes those of the other", async () => {
  const api = await client();
  const { endpoint, otherAccount, secondWriter, virtualMachines } = api.sandbox;
  const asOther = (method: string, path: string, body?: unknown) =>
    signedRequest({ endpoint, ...otherAccount }, method, path, body);
  const id = await api.create("web");

  expect((await asOther("GET", "/v2/groups")).body).toEqual({ groups: [] });
  const body = { id: virtualMachines[0] };
  for (const [method, path] of [
    ["POST", `/v2/groups/${id}`],
    ["POST", `/v2/groups/${id}/group-attach-vm`],
    ["DELETE", `/v2/groups/${id}`],
  ] as const)
    expect((await asOther(method, path, body)).status).toBe(404);

  const made = await asOther("PUT", "/v2/groups", { name: "web" });
  const { groups } = made.body as { groups: GroupView[] };
  expect(groups).toMatchObject([{ name: "web", owner: { name: "somebody else" } }]);
  expect((await api.list()).map((group) => group.id)).toEqual([id]);
  expect(secondWriter.groups()).toMatchObject([{ id, virtualMachines: [] }]);
  expect((await api.call("POST", `/v2/groups/${groups[0]?.id}`)).status).toBe(404);
});

test("each account learns who it is, and a key without its secret belongs to none", async () => {
  const { sandbox } = await client();
  const whose = async (who: { apiKey: string; apiSecret: string }) => {
    const { status, body } = await signedRequest(
      { endpoint: sandbox.endpoint, ...who },
      "GET",
      "/v2/account",
    );
    return status === 200 ? (body as { account: { name: string } }).account.name : status;
  };
  expect(await whose(sandbox)).toBe("owner");
  expect(await whose(sandbox.otherAccount)).toBe("somebody else");
  expect(await whose({ ...sandbox.otherAccount, apiSecret: sandbox.apiSecret })).toBe(401);
});
