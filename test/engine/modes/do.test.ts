import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { engineEnvironment, stateFolder } from "../../../scripts/runner/environment";
import { findCli } from "../../../scripts/runner/find-cli";
import { type Clouds, startClouds } from "../harness/clouds";
import { handMade, handMadeRules, idIn } from "../harness/hand-made";
import { useInstalledPlugin } from "../harness/installed-plugin";
import { useEngine } from "../harness/stacks";

/** `pulumi do`, which works on groups without a program and without state. */

const engine = useEngine();
const plugin = useInstalledPlugin(engine);
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const group = "security-groups:waldur:SecurityGroup";

/** Runs the command line in an empty folder, with the settings in the environment. */
function shell() {
  const { folder } = plugin.project();
  const cli = findCli();
  const { apiUrl, token, tenantUuid } = clouds.waldur;
  const settings = { WALDUR_API_URL: apiUrl, WALDUR_ACCESS_TOKEN: token, WALDUR_TENANT: tenantUuid };
  const env = engineEnvironment(folder, cli, { ...plugin.env, ...settings });
  mkdirSync(stateFolder(folder));
  /** What it prints; the emulators run in this process, so it must not wait without them. */
  const pulumiDo = (...args: string[]) =>
    new Promise<{ stdout: string; all: string }>((done) => {
      execFile(cli, ["do", "--non-interactive", ...args], { cwd: folder, env }, (_, stdout, stderr) =>
        done({ stdout, all: stdout + stderr }),
      );
    });
  return {
    pulumiDo,
    list: async (...args: string[]) => JSON.parse((await pulumiDo(group, "list", ...args)).stdout) as unknown,
  };
}

test("list finds groups by the filters of the lookup, and read and delete need no more than an id", async () => {
  const web = idIn(await handMade(clouds, "web", [handMadeRules.https]));
  const db = idIn(await handMade(clouds, "db", []));
  const { pulumiDo, list } = shell();
  expect(await list("--name-exact", "web")).toEqual([{ id: web, name: "web" }]);
  expect(await list()).toEqual(
    expect.arrayContaining([
      { id: web, name: "web" },
      { id: db, name: "db" },
    ]),
  );

  expect((await pulumiDo(group, "read", web)).all).toContain("ingress IPv4 tcp 443 from 0.0.0.0/0");
  await pulumiDo(group, "delete", web, "--stateless", "--yes");
  expect(await list("--name-exact", "web")).toEqual([]);
});

test("what a type does not have is reported", async () => {
  const { pulumiDo } = shell();
  expect((await pulumiDo(group, "read", "0000")).all).toContain(
    '"0000" is not a security group: give its uuid or its URL',
  );
});
