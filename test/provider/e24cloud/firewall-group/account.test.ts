import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ManagedGroup } from "../managed-group";
import { useEmulator } from "../emulator";

const emulator = useEmulator();

describe("an account that can't be reached", () => {
  test("because of a wrong secret ends in one sentence", async () => {
    await emulator.start();
    const group = new ManagedGroup({
      ...emulator.sandbox,
      endpoint: emulator.sandbox.endpoint,
      apiSecret: "wrong-secret-of-mine",
    });
    const error: unknown = await group.up({}).catch((thrown: unknown) => thrown);
    const message = error instanceof Error ? error.message : "";
    expect(message).toMatch(
      /^create firewall group "web": GET \/v2\/groups: 401 .*\. Check both: pulumi config set e24cloud:apiKey, pulumi config set --secret e24cloud:apiSecret\.$/,
    );
    expect(message).not.toMatch(/clock of this machine|wrong-secret-of-mine/);
  });

  test("because nothing listens ends in one sentence", async () => {
    await emulator.start();
    const group = new ManagedGroup({ ...emulator.sandbox, endpoint: "http://127.0.0.1:1" });
    await expect(group.up({})).rejects.toThrow(
      /cannot reach http:\/\/127\.0\.0\.1:1 .* Check e24cloud:endpoint, or leave it out and set e24cloud:region\. Run pulumi again: /,
    );
  });

  test.each([
    [-3_600, "ahead of"],
    [3_600, "behind"],
  ])("because its clock is off by %d s is reported as such", async (seconds, direction) => {
    await emulator.start();
    const server = createServer((_, response) => {
      const date = new Date(Date.now() + seconds * 1000).toUTCString();
      response.writeHead(401, { date, "content-type": "application/json" }).end('{"success":false}');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const group = new ManagedGroup({ ...emulator.sandbox, endpoint: `http://127.0.0.1:${port}` });
      await expect(group.up({})).rejects.toThrow(
        new RegExp(`the clock of this machine is 3\\d{3} s ${direction} the server's.*set the clock`),
      );
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test.each([
    ["a server that fails", { status: 503, body: { success: false } }],
    ["a page with status 502", "html"],
    [
      "a page in the place of an answer",
      { status: 403, body: "<!DOCTYPE html><html><body>Blocked</body></html>" },
    ],
    ["a page with status 200", { status: 200, body: "<html><body>Maintenance</body></html>" }],
  ] as const)(
    "because of %s is not advised to check its credentials, and nothing counts as gone",
    async (_title, answer) => {
      await emulator.start();
      await emulator.group.up({ rules: [] });
      emulator.sandbox.faults.add({ times: "forever", answer });
      for (const run of [
        () => emulator.group.refresh(),
        () => emulator.group.up({ rules: [{ ports: 443, protocol: "tcp" }] }),
        () => emulator.group.destroy(),
      ]) {
        const error: unknown = await run().catch((thrown: unknown) => thrown);
        const message = error instanceof Error ? error.message : "";
        expect(message).toMatch(/^(refresh|update|delete) firewall group "web": /);
        expect(message).not.toMatch(/apiKey|apiSecret|the key/);
      }
      expect(emulator.group.state).toBeDefined();
    },
  );
});

test("a group that a failed update could not read counts as gone once it is deleted by hand", async () => {
  await emulator.start();
  const { group, sandbox } = emulator;
  await group.up({ rules: [] });
  sandbox.faults.add({ skip: 1, times: "forever", answer: "drop" });
  await expect(group.up({ rules: [{ ports: 443, protocol: "tcp" }] })).rejects.toThrow(
    /^update firewall group/,
  );
  sandbox.faults.clear();
  expect(group.outputs).toMatchObject({ unfinished: true, owner: { name: "owner" } });
  sandbox.secondWriter.delete(group.id);
  expect(await group.refresh()).toBe(true);
  expect(group.state).toBeUndefined();
});
