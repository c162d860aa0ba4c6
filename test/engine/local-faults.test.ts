import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findCli } from "../../scripts/runner/find-cli";
import type { OperationResult } from "../../scripts/runner/stack";
import { type Clouds, program, startClouds } from "./harness/clouds";
import { handMade, handMadeRules, idIn } from "./harness/hand-made";
import { succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
let folder: string;
beforeEach(async () => {
  clouds = await startClouds();
  folder = mkdtempSync(join(tmpdir(), "local-faults-"));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await clouds.close();
});

const shown = ({ stdout, stderr }: OperationResult) => `${stdout}\n${stderr}`;

/** A command line that runs the engine by another name, for a user who has no home. */
function renamedEngine(): string {
  const renamed = join(folder, "engine");
  copyFileSync(findCli(), renamed);
  const script = join(folder, "pulumi");
  writeFileSync(script, `#!/bin/sh\nunset HOME\nPATH="$PATH:${dirname(findCli())}" exec "${renamed}" "$@"\n`);
  chmodSync(script, 0o755);
  return script;
}

test("with an engine of another name and without a home, nothing is deleted while notes cannot be kept, and the error's remedy leads on", async () => {
  const id = idIn(await handMade(clouds, "adopted", [handMadeRules.https]));
  const source = (name: string) =>
    program(
      `new waldur.SecurityGroup("${name}", { name: "adopted", adopt: true, rules: [{ protocol: "tcp", ports: 443 }] });`,
    );
  const project = engine.project({ "index.ts": source("old") });
  // A file is not a folder, even for root.
  const notes = join(folder, "notes");
  writeFileSync(notes, "");
  const env = { PULUMI_SECURITY_GROUPS_NOTES: notes };
  const stack = await engine.openStack({
    project: project.folder,
    config: clouds.config,
    env,
    cli: renamedEngine(),
  });
  succeeded(await stack.up());
  const other = program('new waldur.SecurityGroup("other", { rules: [] });');
  project.write({ "index.ts": other });
  clouds.forget();
  const refused = await stack.up();
  expect(refused.ok).toBe(false);
  expect(shown(refused)).toMatch(
    /nothing is deleted.*PULUMI_SECURITY_GROUPS_NOTES to a writable folder of your own/,
  );
  expect(clouds.writes().filter((call) => call.startsWith("DELETE"))).toEqual([]);

  rmSync(notes);
  project.write({ "index.ts": source("new") });
  const renamed = succeeded(await stack.up());
  expect(shown(renamed)).toContain('the group stays: SecurityGroup "new" has it in this run');
  expect(clouds.waldur.edits.group(id).rules).toHaveLength(1);
  // Runs that have ended leave nothing but the last one's notes.
  expect(existsSync(notes)).toBe(true);
  succeeded(await stack.destroy());
  expect(readdirSync(notes).length).toBeLessThan(3);
});
