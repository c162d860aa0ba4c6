import { execFileSync } from "node:child_process";
import { rmSync, truncateSync } from "node:fs";
import type { OperationResult, Stack } from "../../scripts/runner/stack";
import { type Clouds, program, startClouds } from "./harness/clouds";
import { isAlive, signalEngine, startedByEngine } from "./harness/engine-process";
import { read, section } from "./harness/pages";
import { succeeded, useEngine } from "./harness/stacks";
import { until } from "../../scripts/runner/until";

const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

/** What a page says to do. */
const afterCrash = (page: string) => section(read(page), "After a crash");
const shown = ({ stdout, stderr }: OperationResult) => `${stdout}\n${stderr}`;
const rules = '[{ protocol: "tcp", ports: 443 }]';

const kill = () => signalEngine("SIGKILL");
/** The first ^C asks the engine to end after what is in progress, the next one to end at once. */
const interrupt = () => signalEngine("SIGINT");

/** All processes that are given the address of an engine, as providers are. */
const withAddress = () =>
  execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => {
      const [, pid, address = ""] = /^\s*(\d+) .* (127\.0\.0\.1:\d+)$/.exec(line) ?? [];
      return pid === undefined ? [] : [{ pid: Number(pid), address }];
    });

/** A stack whose engine is ended when the server has made a group and not answered yet. */
async function crashed(end: () => boolean) {
  const project = engine.project({
    "index.ts": program(`new waldur.SecurityGroup("web", { rules: ${rules} });`),
  });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  const { waldur } = clouds;
  waldur.faults.add({ method: "POST", path: "create_security_group", when: "after", answer: "hang" });
  const up = stack.up();
  await until(() => waldur.log.count({ level: "api", method: "POST", path: "create_security_group" }) > 0);
  const providers = startedByEngine();
  expect(providers).not.toEqual([]);
  // Until nothing is left to end.
  await until(() => !end());
  expect((await up).ok).toBe(false);
  // No provider keeps running during the next run.
  await until(() => !providers.some(isAlive));
  waldur.faults.clear();
  await waldur.idle();
  return { project, stack };
}

/** What the section says, word by word. */
async function followed(stack: Stack, write: (source: string) => void) {
  const commands = [
    ...afterCrash("docs/guides/in-production.md").matchAll(/^\d\. .*?`pulumi ([^`]+)`/gm),
  ].map(([, command = ""]) => command);
  expect(commands).toEqual(["cancel", "preview", "up", "refresh --clear-pending-creates"]);
  const [cancel = "", , , clear = ""] = commands;
  await stack.command(...cancel.split(" "), "--yes");
  const preview = shown(succeeded(await stack.preview()));
  const id = /of that name \(([0-9a-f]{32})\).*If no program owns it, set adopt: "\1"/s.exec(preview)?.[1];
  write(program(`new waldur.SecurityGroup("web", { adopt: "${id}", rules: ${rules} });`));
  succeeded(await stack.up());
  await stack.command(...clear.split(" "), "--yes");
  succeeded(await stack.preview({ expectNoChanges: true }));
  const { edits, tenantUuid } = clouds.waldur;
  expect(edits.groups(tenantUuid).map(({ name }) => name)).toEqual(["default", "web"]);
  succeeded(await stack.destroy());
}

test.each([
  ["killed", kill],
  ["interrupted again and again", interrupt],
] as const)("an engine %s in the middle of a create: the section leads to a clean up", async (_how, end) => {
  const { project, stack } = await crashed(end);
  await followed(stack, (source) => void project.write({ "index.ts": source }));
});

test("an engine that is killed before it has called a provider leaves none behind", async () => {
  const project = engine.project({
    "index.ts": program(`new waldur.SecurityGroup("web", { rules: ${rules} });`),
  });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  const up = stack.up();
  // The script of Pulumi's host begins before the host, and is given the address as well.
  let engines: string[] = [];
  await until(() => {
    const started = startedByEngine();
    engines = withAddress().flatMap(({ pid, address }) => (started.includes(pid) ? [address] : []));
    return engines.length > 0;
  });
  const providers = startedByEngine();
  await until(() => !kill());
  expect((await up).ok).toBe(false);
  await until(
    () => !providers.some(isAlive) && !withAddress().some(({ address }) => engines.includes(address)),
  );
});

test.each([
  ["before anything of it was written", 0, /failed to load checkpoint: EOF/],
  ["in the middle of it", 20, /failed to load checkpoint: .*unexpected EOF/],
])(
  "a kill that cuts off the file next to the state file %s: docs/guides/in-production.md leads out of it",
  async (_when, length, said) => {
    const project = engine.project({ "index.js": "exports.size = 1;" });
    const stack = await engine.openStack({ project: project.folder });
    succeeded(await stack.up());
    const state = stack.stateFile();
    truncateSync(stack.attributesFile, length);
    await expect(stack.command("cancel", "--yes")).rejects.toThrow(said);

    const page = afterCrash("docs/guides/in-production.md");
    expect(page).toContain("failed to load checkpoint:");
    const ending = /remove the file whose name ends in `([^`]+)`/.exec(page)?.[1] ?? "nothing";
    expect(stack.attributesFile.endsWith(ending)).toBe(true);
    rmSync(stack.attributesFile);
    await stack.command("cancel", "--yes");
    expect(stack.stateFile()).toBe(state);
    succeeded(await stack.preview({ expectNoChanges: true }));
  },
);
