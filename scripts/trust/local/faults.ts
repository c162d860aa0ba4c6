import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { findCli } from "../../runner/find-cli";

/** Something that is wrong at the machine that Pulumi runs on. */
export interface LocalFault {
  readonly name: string;
  /** Whether notes can be kept all the same, so that nothing need be refused. */
  readonly keepsNotes: boolean;
  /** What not every user may do, and the fault needs. */
  readonly needs?: Ability;
  /**
   * Makes it so.
   * @param folder of the case, which is removed afterwards
   * @returns lines of a shell that run the engine with its arguments; `$engine` is its path
   */
  begin(folder: string): readonly string[];
  /** Undoes what removing the folder does not. */
  end?(folder: string): void;
}

const RUN = 'exec "$engine" "$@"';

/** An id that no user has. */
const STRANGER = 54_321;

/** The folder of notes below a temporary folder. */
const notesIn = (temporary: string) => join(temporary, `pulumi-security-groups-${userInfo().uid}`);

/** A temporary folder in which notes cannot be kept, and a home of Pulumi in which they cannot either. */
function temporary(name: string, needs: Ability, spoil: (temporary: string) => void): LocalFault {
  const at = (folder: string) => join(folder, "temporary");
  return {
    name: `temporary folder ${name}`,
    keepsNotes: false,
    needs,
    begin: (folder) => {
      const home = join(folder, "home");
      for (const path of [home, at(folder)]) mkdirSync(path);
      // Where the folder of notes would be there is a file, which stops root too.
      writeFileSync(join(home, "security-groups"), "");
      spoil(at(folder));
      return [`export PULUMI_HOME="${home}" TMPDIR="${at(folder)}"`, RUN];
    },
    ...(needs === "mount" && { end: (folder: string) => void execFileSync("umount", [at(folder)]) }),
  };
}

const mount = (path: string) => void execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", path]);

function fill(path: string): void {
  mount(path);
  mkdirSync(notesIn(path), { mode: 0o700 });
  try {
    for (let n = 0; ; n += 1) writeFileSync(join(path, String(n)), "x".repeat(4096));
  } catch {
    // It is full.
  }
}

function makeReadOnly(path: string): void {
  mount(path);
  execFileSync("mount", ["-o", "remount,ro", path]);
}

function giveAway(path: string): void {
  mkdirSync(notesIn(path));
  chownSync(notesIn(path), STRANGER, STRANGER);
}

export const localFaults: readonly LocalFault[] = [
  temporary("full", "mount", fill),
  temporary("read-only", "mount", makeReadOnly),
  temporary("of someone else", "chown", giveAway),
  { name: "no HOME", keepsNotes: true, begin: () => ["unset HOME", RUN] },
  {
    name: "pulumi is PID 1",
    keepsNotes: true,
    needs: "unshare",
    begin: () => ['exec unshare --pid --fork --mount-proc --kill-child "$engine" "$@"'],
  },
  {
    name: "engine of another name",
    keepsNotes: true,
    begin: (folder) => {
      copyFileSync(findCli(), join(folder, "engine"));
      return [`exec "${join(folder, "engine")}" "$@"`];
    },
  },
];

/** The variables that a command line made by `wrapped` has besides, as lines of a shell. */
export const variablesFile = (folder: string) => join(folder, "variables");

/** Pulumi's command line as a script that runs these lines. */
export function wrapped(folder: string, lines: readonly string[]): string {
  const script = join(folder, "pulumi");
  writeFileSync(variablesFile(folder), "");
  // Language hosts and plugins are next to the engine.
  const paths = [`engine="${findCli()}"`, `PATH="$PATH:${dirname(findCli())}"`];
  const text = ["#!/bin/sh", ...paths, `. "${variablesFile(folder)}"`, ...lines].join("\n");
  writeFileSync(script, `${text}\n`);
  chmodSync(script, 0o755);
  return script;
}

export type Ability = keyof typeof trials;

/** Commands that work where a user has an ability. */
const trials = {
  mount: ["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"],
  chown: ["unshare", "--mount", "true"],
  unshare: ["unshare", "--pid", "--fork", "--mount-proc", "true"],
} as const satisfies Record<string, readonly [string, ...string[]]>;

/** Why a fault cannot be made by this user; undefined where it can. */
export function impossible({ needs }: LocalFault): string | undefined {
  if (needs === undefined) return undefined;
  const [command, ...args] = trials[needs];
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return undefined;
  } catch {
    return `this user may not ${needs} here`;
  }
}
