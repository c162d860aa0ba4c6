import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { findCli } from "../../../scripts/runner/find-cli";
import { run } from "../harness/command";
import { type Clouds, program, startClouds } from "../harness/clouds";
import { succeeded, useEngine } from "../harness/stacks";

const page = readFileSync(resolve(__dirname, "../../../docs/reference/command-line.md"), "utf8");
const commands = [...page.matchAll(/^npx pulumi-security-groups (.*)$/gm)].map(([, line = ""]) => line);

const engine = useEngine();
let clouds: Clouds;
let shell: { cwd: string; env: NodeJS.ProcessEnv };
beforeAll(async () => {
  clouds = await startClouds();
  const groups = `
    const { allow } = waldur;
    const bastion = new waldur.SecurityGroup("bastion", {
      rules: [...allow.ssh({ from: "203.0.113.0/24" }), ...allow.egress()],
    });
    const web = new waldur.SecurityGroup("web", {
      rules: [...allow.https(), ...allow.ssh({ from: bastion }), ...allow.egress()],
    });
    const db = new waldur.SecurityGroup("db", { rules: allow.postgresql({ from: web }) });
    export const id = web.id;
    export const ids = [bastion.id, db.id];`;
  const project = engine.project({ "index.ts": program(groups) });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  succeeded(await stack.up());
  const { id, ids } = await stack.outputs();
  clouds.waldur.edits.createInstance({ groups: [String(id)], internal_ips: ["10.0.0.7"] });
  for (const group of [ids].flat()) clouds.waldur.edits.createInstance({ groups: [String(group)] });
  shell = stack.shell;
  // The page has a second stack of the project.
  const env = { ...shell.env, PULUMI_CONFIG_PASSPHRASE: "staging" };
  execFileSync(findCli(), ["stack", "init", "staging", "--no-select", "--non-interactive"], {
    cwd: shell.cwd,
    env,
  });
  const { events } = succeeded(await stack.preview());
  writeFileSync(join(shell.cwd, "preview.json"), events.map((one) => JSON.stringify(one)).join("\n"));
  clouds.forget();
});
afterAll(() => clouds.close());

test("the page has commands", () => expect(commands.length).toBeGreaterThan(10));

test.each(commands)("%s", async (line) => {
  // A stack's folder has a Pulumi.yaml already.
  const args = line.split(" ").flatMap((word) => (word === "Pulumi.yaml" ? ["other.yaml"] : [word]));
  const { exitCode, stdout, stderr } = await run(args, shell);
  expect(stderr).not.toContain("error:");
  const isDenied = line.startsWith("explain --stack");
  expect({ line, exitCode, stdout }).toEqual({
    line,
    exitCode: isDenied ? 2 : 0,
    stdout: expect.any(String) as unknown,
  });
  expect(clouds.writes()).toEqual([]);
});

test("the graph of the page is what the command prints", async () => {
  const { stdout } = await run(["graph", "--stack", "dev"], shell);
  expect(page).toContain("```mermaid\n" + stdout + "```");
});
