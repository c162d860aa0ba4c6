import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { engineEnvironment, stateFolder } from "../../../scripts/runner/environment";
import { findCli } from "../../../scripts/runner/find-cli";
import { type Clouds, startClouds } from "../harness/clouds";
import { pluginFolder } from "../harness/yaml";
import { nativeDoor } from "./door";

const repository = resolve(__dirname, "../../..");

/** A Python with Pulumi's SDK; undefined, and said so, where none can be made. */
function findPython(): string | undefined {
  try {
    const script = join(repository, "scripts", "python-path.mjs");
    return execFileSync(process.execPath, [script], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    }).trim();
  } catch {
    console.warn("The plugin is not tested from Python: there is no Python with Pulumi's SDK.");
    return undefined;
  }
}

const python = findPython();

let clouds: Clouds;
let folder: string;
beforeEach(async () => {
  clouds = await startClouds();
  folder = mkdtempSync(join(realpathSync(tmpdir()), "python-"));
});
afterEach(async () => {
  await clouds.close();
  rmSync(folder, { recursive: true });
});

/** Resources, or the file of a program. */
type Program = Resources | string;
type Resources = Readonly<Record<string, readonly [type: string, properties: object]>>;

/** Does an operation on a stack of a program, and returns what is printed. */
async function operate(
  operation: "up" | "preview" | "refresh" | "destroy",
  source: Program,
): Promise<string> {
  const project = join(folder, "project");
  for (const path of [project, stateFolder(folder)]) mkdirSync(path, { recursive: true });
  const plugins = { providers: [{ name: "security-groups", path: pluginFolder }] };
  writeFileSync(join(project, "Pulumi.yaml"), JSON.stringify({ name: "python", runtime: "python", plugins }));
  const config = Object.entries(nativeDoor.config(clouds)).map(([key, value]) => [
    key,
    typeof value === "string" ? [value, false] : [value.secret, true],
  ]);
  const running = promisify(execFile)(
    python ?? "",
    [join(__dirname, "../harness/stack.py"), operation, project],
    { env: engineEnvironment(folder, findCli()) },
  );
  running.child.stdin?.end(JSON.stringify([source, Object.fromEntries(config)]));
  return (await running).stdout;
}

const program = (description: string, more: readonly object[]): Resources => ({
  web: [
    "security-groups:waldur:SecurityGroup",
    { rules: [{ protocol: "tcp", ports: 443, cidr: "0.0.0.0/0", description }, ...more] },
  ],
  hidden: [
    "security-groups:waldur:SecurityGroup",
    { rules: [{ protocol: "tcp", ports: 22, cidr: { secret: "198.51.100.77/32" } }] },
  ],
  edge: ["security-groups:e24cloud:FirewallGroup", { rules: [{ direction: "OUT" }], active: true }],
});
const exporters = { protocol: "tcp", ports: "9100-9104", cidr: "10.0.0.0/8" };

const whereThere = python === undefined ? test.skip : test;

whereThere("a program in Python: up, one rule changed, drift, destroy", async () => {
  const up = await operate("up", program("the world", [exporters]));
  const { web } = JSON.parse(/^OUTPUTS (.*)$/m.exec(up)?.[1] ?? "{}") as Record<string, string>;
  expect(clouds.waldur.edits.group(String(web)).rules).toHaveLength(2);
  const state = readFileSync(join(stateFolder(folder), ".pulumi/stacks/python/dev.json"), "utf8");
  for (const secret of [clouds.waldur.token, clouds.e24cloud.apiSecret, "198.51.100.77"]) {
    expect(state).not.toContain(secret);
  }

  const preview = await operate("preview", program("everybody", []));
  expect(preview).toContain(`      ~ rules: {
          ~ ingress IPv4 tcp 443 from 0.0.0.0/0       : {
              ~ description: "the world" => "everybody"
            }
          - ingress IPv4 tcp 9100-9104 from 10.0.0.0/8: {}
        }`);
  await operate("up", program("everybody", []));

  clouds.waldur.edits.addRule(String(web), { protocol: "tcp", port_range_min: 23, port_range_max: 23 });
  await clouds.waldur.edits.backgroundPull();
  expect(await operate("refresh", program("everybody", []))).toContain("~ 1 updated");
  await operate("up", program("everybody", []));
  expect(clouds.waldur.edits.group(String(web)).rules).toHaveLength(1);

  await operate("destroy", program("everybody", []));
  expect(() => clouds.waldur.edits.group(String(web))).toThrow();
});

whereThere("the example, which is the program of the page", async () => {
  const file = join(repository, "examples/python/__main__.py");
  expect(readFileSync(join(repository, "docs/other-languages.md"), "utf8")).toContain(
    readFileSync(file, "utf8"),
  );
  const up = await operate("up", file);
  const { web } = JSON.parse(/^OUTPUTS (.*)$/m.exec(up)?.[1] ?? "{}") as Record<string, string>;
  expect(clouds.waldur.edits.group(String(web)).rules).toHaveLength(4);
  expect(await operate("preview", file)).toContain("3 unchanged");
  await operate("destroy", file);
});
