import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Accounts, startAccounts } from "../../cli/clouds";
import { makeVariedGroups } from "../../cli/varied-groups";
import { run } from "../harness/command";
import { nativeConfig, pluginFolder, useYaml, yamlProgram } from "../harness/yaml";
import { steps, succeeded, useEngine } from "../harness/stacks";
import type { Config } from "../../../scripts/runner/stack";

const repository = resolve(__dirname, "../../..");
const engine = useEngine();
useYaml();

let accounts: Accounts;
let config: Config;
beforeAll(async () => {
  accounts = await startAccounts();
  await makeVariedGroups(accounts);
  const { waldur, e24cloud } = accounts;
  config = {
    "waldur:apiUrl": waldur.apiUrl,
    "waldur:token": { secret: waldur.token },
    "waldur:tenant": waldur.tenantUuid,
    "waldur:pollInterval": "0.05",
    "e24cloud:endpoint": e24cloud.endpoint,
    "e24cloud:apiKey": e24cloud.apiKey,
    "e24cloud:apiSecret": { secret: e24cloud.apiSecret },
    "e24cloud:pollInterval": "0.05",
  };
});
afterAll(() => accounts.close());

/** Calls that can change something. e24cloud reads one group by POST. */
const writes = () =>
  accounts
    .calls()
    .filter((call) => !/^(GET|OPTIONS) /.test(call) && !/^POST \/v2\/groups\/[^/]+$/.test(call));

const tool = (folder: string, path: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(repository, "node_modules", path), ...args],
    {
      cwd: folder,
      encoding: "utf8",
    },
  );
  return { status, output: stdout + stderr };
};

async function exported(...args: string[]): Promise<string> {
  accounts.forget();
  const { exitCode, stdout, stderr } = await accounts.run("export", ...args);
  expect(stderr).toMatch(/^broken \([0-9a-f]{32}\) is left out: BadRequest: Invalid input for description/m);
  expect(stderr).toMatch(/^.* is left out: the server shows rules\[0\]\.icmp_type/m);
  expect(exitCode).toBe(0);
  expect(writes()).toEqual([]);
  return stdout;
}

const STRICT = {
  compilerOptions: {
    strict: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    exactOptionalPropertyTypes: true,
    module: "node20",
    target: "es2022",
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
  },
  files: ["index.ts"],
};

test("the program in TypeScript has strict types, and its up writes nothing", async () => {
  const program = await exported();
  const project = engine.project({
    "index.ts": program,
    "tsconfig.json": JSON.stringify(STRICT),
    "Pulumi.yaml": "name: taken\nruntime: nodejs\n",
  });
  expect(tool(project.folder, "typescript-7/bin/tsc", "-p", ".")).toEqual({ status: 0, output: "" });

  const stack = await engine.openStack({ project: project.folder, config });
  accounts.forget();
  const up = succeeded(await stack.up());
  expect(writes()).toEqual([]);
  expect(steps(up).filter(({ op }) => op === "create").length).toBeGreaterThan(98);
  succeeded(await stack.preview({ expectNoChanges: true }));
  succeeded(await stack.preview({ expectNoChanges: true, refresh: true }));
  // What is adopted stays where it is.
  accounts.forget();
  succeeded(await stack.destroy());
  expect(writes()).toEqual([]);
});

test("the program in YAML does the same through the plugin", async () => {
  const program = await exported("--yaml", "--project", "native");
  const project = engine.project({ "Pulumi.yaml": program + PLUGINS });
  expect(tool(project.folder, "prettier/bin/prettier.cjs", "--check", "Pulumi.yaml")).toMatchObject({
    status: 0,
  });
  const stack = await engine.openStack({ project: project.folder, config: nativeConfig(config) });
  accounts.forget();
  succeeded(await stack.up());
  expect(writes()).toEqual([]);
  succeeded(await stack.preview({ expectNoChanges: true }));
});

test("the import file brings the groups into state, as pulumi import does", async () => {
  const file = await exported("--import-file");
  const project = engine.project({ "Pulumi.yaml": yamlProgram({ resources: {} }) });
  const stack = await engine.openStack({ project: project.folder, config: nativeConfig(config) });
  const path = join(project.folder, "groups.json");
  writeFileSync(path, file);
  accounts.forget();
  await stack.command("import", "--file", path, "--generate-code=false", "--yes", "--protect=false");
  expect(writes()).toEqual([]);
  const { exitCode, stdout } = await run(["drift", "--stack", "dev"], stack.shell);
  expect(stdout).toMatch(/^No drift in 99 of 99 resources\.$/m);
  expect(exitCode).toBe(0);
});

test("some groups alone, into a file that is not overwritten", async () => {
  const project = engine.project({});
  const out = join(project.folder, "index.ts");
  const first = await accounts.run(
    "export",
    "app",
    "db",
    "-C",
    project.folder,
    "--out",
    out,
    "--cloud",
    "waldur",
  );
  expect(first).toEqual({ exitCode: 0, stdout: "", stderr: `${out} has 2 groups.\n` });
  const again = await accounts.run("export", "app", "--out", out);
  expect(again).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining(`error: ${out} exists`) as unknown,
  });
});

/** The plugin as it is built; users install it. */
const PLUGINS = `plugins:
  providers:
    - name: security-groups
      path: ${pluginFolder}
`;
