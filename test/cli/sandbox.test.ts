import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { signedRequest } from "../sandbox/e24cloud/signed-request";
import type { Server } from "../sandbox/e24cloud/signed-request";

const root = path.resolve(__dirname, "../..");
const children: ChildProcessWithoutNullStreams[] = [];
const otherServer = createServer();
afterEach(() => children.splice(0).forEach((child) => child.kill("SIGKILL")));

/** The command as a process of its own, as a user runs it. */
function command(...flags: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, ["--import", "tsx", "cli/main.ts", ...flags], { cwd: root });
  children.push(child);
  return child;
}

interface Started {
  waldur: { apiUrl: string; token: string; tenantUuid: string; secondTenantUuid: string };
  e24cloud: Server & { virtualMachines: string[]; users: string[]; resources: string[] };
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<Started> {
  for await (const line of createInterface(child.stdout)) return JSON.parse(line) as Started;
  throw new Error("the command ended without a line");
}

async function ended(child: ChildProcessWithoutNullStreams) {
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, ...output };
}

const ids = expect.arrayContaining([expect.any(String)]) as unknown;

test("prints one line that says how to reach both emulators, which answer then", async () => {
  const { waldur, e24cloud } = await firstLine(command("sandbox"));
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
    },
  });
  expect((await signedRequest(e24cloud, "GET", "/v2/groups")).body).toEqual({ groups: [] });
  const tenants = await fetch(`${waldur.apiUrl}openstack-tenants/${waldur.tenantUuid}/`, {
    headers: { Authorization: `Token ${waldur.token}` },
  });
  expect(tenants.status).toBe(200);
});

test("passes the ports, the delay and the profile on", async () => {
  const { waldur, e24cloud } = await firstLine(
    command("sandbox", "--waldur-delay", "7", "--e24cloud-profile", "hostile"),
  );
  const settings = async (url: string): Promise<unknown> =>
    (await fetch(new URL("/_sandbox/settings", url))).json();
  expect(await settings(waldur.apiUrl)).toMatchObject({ delay: 7 });
  expect(await settings(e24cloud.endpoint)).toMatchObject({ list: "POST", update: "merge" });
});

test.each(["SIGTERM", "SIGINT"] as const)("ends cleanly on %s, open connections or not", async (signal) => {
  const child = command("sandbox");
  const { e24cloud } = await firstLine(child);
  await signedRequest(e24cloud, "GET", "/v2/groups");
  child.kill(signal);
  expect(await ended(child)).toEqual({ exitCode: 0, stdout: "", stderr: "" });
});

describe("a port that is in use", () => {
  beforeAll(() => once(otherServer.listen(0, "127.0.0.1"), "listening"));
  afterAll(() => otherServer.close());

  test.each(["--waldur-port", "--e24cloud-port"])("as %s is one clear line and exit 1", async (flag) => {
    const { port } = otherServer.address() as AddressInfo;
    expect(await ended(command("sandbox", flag, String(port)))).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `error: port ${port} of 127.0.0.1 is in use: choose another, or 0 for any free one
`,
    });
  });
});

test.each([
  ["--waldur-port", "-1"],
  ["--e24cloud-port", "65536"],
  ["--waldur-delay", "soon"],
  ["--e24cloud-profile", "friendly"],
])("%s %s is refused by its name", async (flag, value) => {
  const { exitCode, stdout, stderr } = await ended(command("sandbox", flag, value));
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toContain(flag);
});
