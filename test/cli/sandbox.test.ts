import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { until } from "../../scripts/runner/until";
import { signedRequest } from "../sandbox/e24cloud/signed-request";
import type { Server } from "../sandbox/e24cloud/signed-request";
import { run, TestShell } from "./run";
import { endOf, spawnCommand } from "./start";

const otherServer = createServer();
const children: ChildProcessWithoutNullStreams[] = [];
const shells: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const stop of shells.splice(0)) await stop();
});

interface Started {
  waldur: { apiUrl: string; token: string; tenantUuid: string; secondTenantUuid: string };
  e24cloud: Server & { virtualMachines: string[]; users: string[]; resources: string[] };
}

/** Serves in this process until the end of the test. @returns what it has printed */
async function serving(...flags: string[]): Promise<Started> {
  const shell = new TestShell();
  let hasEnded = false;
  const ended = run(["sandbox", ...flags], { shell }).finally(() => (hasEnded = true));
  shells.push(() => (shell.emit("SIGTERM"), ended));
  await until(() => hasEnded || shell.stdout.text.includes("\n"));
  return JSON.parse(shell.stdout.text) as Started;
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<Started> {
  for await (const line of createInterface(child.stdout)) return JSON.parse(line) as Started;
  throw new Error("the command ended without a line");
}

const ids = expect.arrayContaining([expect.any(String)]) as unknown;

test("prints one line that says how to reach both emulators, which answer then", async () => {
  const { waldur, e24cloud } = await serving();
  expect({ waldur, e24cloud }).toEqual({
    waldur: {
      apiUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/$/) as unknown,
      token: expect.any(String) as unknown,
      tenantUuid: expect.any(String) as unknown,
      secondTenantUuid: expect.any(String) as unknown,
    },
    e24cloud: {
      endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as unknown,
      apiKey: expect.any(String) as unknown,
      apiSecret: expect.any(String) as unknown,
      virtualMachines: ids,
      users: ids,
      resources: ids,
      otherAccount: { apiKey: expect.any(String) as unknown, apiSecret: expect.any(String) as unknown },
    },
  });
  expect((await signedRequest(e24cloud, "GET", "/v2/groups")).body).toEqual({ groups: [] });
  const tenants = await fetch(`${waldur.apiUrl}openstack-tenants/${waldur.tenantUuid}/`, {
    headers: { Authorization: `Token ${waldur.token}` },
  });
  expect(tenants.status).toBe(200);
});

test("passes the ports, the delay, the release and the profile on", async () => {
  const { waldur, e24cloud } = await serving(
    "--waldur-delay",
    "7",
    "--waldur-release",
    "2024-10",
    "--e24cloud-profile",
    "hostile",
  );
  const settings = async (url: string): Promise<unknown> =>
    (await fetch(new URL("/_sandbox/settings", url))).json();
  expect(await settings(waldur.apiUrl)).toMatchObject({ delay: 7, release: "2024-10" });
  expect(await settings(e24cloud.endpoint)).toMatchObject({ list: "POST", update: "merge" });
});

test.each(["SIGTERM", "SIGINT"] as const)("ends cleanly on %s, open connections or not", async (signal) => {
  const child = spawnCommand(["sandbox"]);
  children.push(child);
  const { e24cloud } = await firstLine(child);
  await signedRequest(e24cloud, "GET", "/v2/groups");
  child.kill(signal);
  expect(await endOf(child)).toEqual({ exitCode: 0, stdout: "", stderr: "" });
});

describe("a port that is in use", () => {
  beforeAll(() => once(otherServer.listen(0, "127.0.0.1"), "listening"));
  afterAll(() => otherServer.close());

  test.each(["--waldur-port", "--e24cloud-port"])("as %s is one clear line and exit 1", async (flag) => {
    const { port } = otherServer.address() as AddressInfo;
    expect(await run(["sandbox", flag, String(port)])).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `error: port ${port} of 127.0.0.1 is in use: choose another, or 0 for any free port
`,
    });
  });
});

test.each([
  ["--waldur-port", "-1"],
  ["--e24cloud-port", "65536"],
  ["--waldur-delay", "soon"],
  ["--waldur-release", "2019"],
  ["--e24cloud-profile", "friendly"],
])("%s %s is refused by its name", async (flag, value) => {
  const { exitCode, stdout, stderr } = await run(["sandbox", flag, value]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toContain(flag);
});
