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

/** What runs a program in a language; undefined, and said so, where the tools are not there. */
function found(language: string, script: string, ...args: string[]): readonly string[] | undefined {
  try {
    const program = execFileSync(process.execPath, [join(repository, "scripts", script)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    }).trim();
    return [program, ...args];
  } catch {
    console.warn(`The plugin is not tested from ${language}, whose tools are not there.`);
    return undefined;
  }
}

const python = found("Python", "python-path.mjs", join(__dirname, "../harness/stack.py"));
const go = found("Go", "go-program-path.mjs");

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
  [command = "", ...args]: readonly string[],
  operation: "up" | "preview" | "refresh" | "destroy",
  source: Program,
): Promise<string> {
  const project = join(folder, "project");
  for (const path of [project, stateFolder(folder)]) mkdirSync(path, { recursive: true });
  const plugins = { providers: [{ name: "security-groups", path: pluginFolder }] };
  writeFileSync(
    join(project, "Pulumi.yaml"),
    JSON.stringify({ name: "program", runtime: "python", plugins }),
  );
  const config = Object.entries(nativeDoor.config(clouds)).map(([key, value]) => [
    key,
    typeof value === "string" ? [value, false] : [value.secret, true],
  ]);
  const env = engineEnvironment(folder, findCli());
  const running = promisify(execFile)(command, [...args, operation, project], { env });
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

const languages = Object.entries({ Python: python, Go: go }).flatMap(([language, command]) =>
  command === undefined ? [] : [[language, command] as const],
);

test.each(languages)("a program in %s: up, one rule changed, drift, destroy", async (_language, command) => {
  const up = await operate(command, "up", program("the world", [exporters]));
  const { web } = JSON.parse(/^OUTPUTS (.*)$/m.exec(up)?.[1] ?? "{}") as Record<string, string>;
  expect(clouds.waldur.edits.group(String(web)).rules).toHaveLength(2);
  const state = readFileSync(join(stateFolder(folder), ".pulumi/stacks/program/dev.json"), "utf8");
  for (const secret of [clouds.waldur.token, clouds.e24cloud.apiSecret, "198.51.100.77"]) {
    expect(state).not.toContain(secret);
  }

  const preview = await operate(command, "preview", program("everybody", []));
  expect(preview).toContain(`      ~ rules: {
          ~ ingress IPv4 tcp 443 from 0.0.0.0/0       : {
              ~ description: "the world" => "everybody"
            }
          - ingress IPv4 tcp 9100-9104 from 10.0.0.0/8: {}
        }`);
  await operate(command, "up", program("everybody", []));

  clouds.waldur.edits.addRule(String(web), { protocol: "tcp", port_range_min: 23, port_range_max: 23 });
  await clouds.waldur.edits.backgroundPull();
  expect(await operate(command, "refresh", program("everybody", []))).toContain("~ 1 updated");
  await operate(command, "up", program("everybody", []));
  expect(clouds.waldur.edits.group(String(web)).rules).toHaveLength(1);

  await operate(command, "destroy", program("everybody", []));
  expect(() => clouds.waldur.edits.group(String(web))).toThrow();
});

(python === undefined ? test.skip : test)("the example, which is the program of the page", async () => {
  const command = python ?? [];
  const file = join(repository, "examples/python/__main__.py");
  expect(readFileSync(join(repository, "docs/other-languages.md"), "utf8")).toContain(
    readFileSync(file, "utf8"),
  );
  const up = await operate(command, "up", file);
  const { web } = JSON.parse(/^OUTPUTS (.*)$/m.exec(up)?.[1] ?? "{}") as Record<string, string>;
  expect(clouds.waldur.edits.group(String(web)).rules).toHaveLength(4);
  expect(await operate(command, "preview", file)).toContain("3 unchanged");
  await operate(command, "destroy", file);
});
