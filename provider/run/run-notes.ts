import { createHash, randomUUID } from "node:crypto";
import {
  existsSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  readdirSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { messageOf, SecurityGroupsError } from "../errors";
import { homedir, hostname, tmpdir } from "node:os";
import process from "node:process";
import { isListening } from "./engine-address";

/** What a resource says about a thing that only one can have. */
export interface Note {
  /** URN of a resource. */
  readonly urn: string;
  /** What messages call it. Never what may be secret, such as the name of a group. */
  readonly title: string;
  /** How far it has come: it wants a thing; it has it, and may give it up for a replacement; it has it and keeps it. */
  readonly stage: "wanted" | "changing" | "kept";
}

const note: z.ZodType<Note> = z.object({
  urn: z.string(),
  title: z.string(),
  stage: z.enum(["wanted", "changing", "kept"]),
});

/** There from the beginning, and renamed when a note is lost: that needs no room on a full disk. */
const WHOLE = "whole";
const LOST = "lost";

/**
 * What the processes of a run of the engine write down for each other: each explicit provider is a process of its own. A
 * note is a file, named by the digest of its thing, so that a broken one takes no others with it. Writing never throws,
 * since it must not come between a change at the server and its answer; `requireWhole` says whether something was lost.
 */
export class RunNotes {
  private readonly own = new Map<string, Note>();
  private readonly folders: readonly string[];
  private readonly run: string;

  /** @param address of the engine; undefined where this process is alone, so that nothing need be written */
  constructor(
    private readonly address?: string,
    folders = notesFolders(),
  ) {
    const run = { place: digest(placeOfAddresses()).slice(0, 16), address: address ?? "" };
    this.run = runName(run);
    this.folders = address === undefined ? [] : folders;
    for (const folder of this.folders) void removeEndedRuns(folder, run);
  }

  /** Writes a note unless there is one already. @returns the existing one */
  claim(thing: string, text: Note): Note | undefined {
    const known = this.saved(thing).note ?? this.own.get(thing);
    if (known !== undefined) return known;
    this.own.set(thing, text);
    let isTaken = false;
    this.write(text, (draft, folder) => {
      try {
        linkSync(draft, join(folder, digest(thing)));
      } catch (error) {
        isTaken = hasCode(error, "EEXIST");
        if (!isTaken) throw error;
      }
    });
    return isTaken ? this.saved(thing).note : undefined;
  }

  /** Writes a note, replacing the old one. */
  replace(thing: string, text: Note): void {
    this.own.set(thing, text);
    this.write(text, (draft, folder) => renameSync(draft, join(folder, digest(thing))));
  }

  /** @throws {SecurityGroupsError} where there is one that cannot be read */
  find(thing: string): Note | undefined {
    const { note: saved, failure } = this.saved(thing);
    const found = saved ?? this.own.get(thing);
    if (found === undefined && failure !== undefined) throw refusal([failure]);
    return found;
  }

  /** @throws {SecurityGroupsError} where a note of some process of this run may be missing */
  requireWhole(): void {
    if (this.address === undefined) return;
    const lost = this.folders.filter((folder) => isOwn(folder) && existsSync(join(folder, this.run, LOST)));
    if (lost.length > 0) throw refusal(lost.map((folder) => `${folder}: a note could not be written`));
    // What can't be written now perhaps could not be written before.
    const failures = this.inFirstFolder("a try", () => undefined);
    if (failures.length > 0) throw refusal(failures);
  }

  private write(text: Note, place: (draft: string, folder: string) => void): void {
    if (this.address === undefined) return;
    const failures = this.inFirstFolder(JSON.stringify(text), place);
    if (failures.length === 0) return;
    for (const folder of this.folders) {
      try {
        renameSync(join(folder, this.run, WHOLE), join(folder, this.run, LOST));
      } catch {
        // Where nothing can be written at all, every process notices by itself.
      }
    }
  }

  /**
   * Writes a draft in the first folder that takes it, and lets it be put in its place.
   * @returns why no folder takes it; nothing where one does
   */
  private inFirstFolder(text: string, place: (draft: string, folder: string) => void): string[] {
    const failures: string[] = [];
    for (const folder of this.folders) {
      try {
        const path = this.prepared(folder);
        const draft = join(path, `${randomUUID()}.draft`);
        try {
          writeFileSync(draft, text, { mode: 0o600, flag: "wx" });
          place(draft, path);
        } finally {
          rmSync(draft, { force: true });
        }
        return [];
      } catch (error) {
        failures.push(`${folder}: ${messageOf(error)}`);
      }
    }
    return failures.length > 0 ? failures : ["the user has no home and there is no temporary folder"];
  }

  /** The folder of this run in another one. */
  private prepared(folder: string): string {
    ownFolder(folder);
    const path = join(folder, this.run);
    ownFolder(path);
    if (![WHOLE, LOST].some((name) => existsSync(join(path, name)))) {
      writeFileSync(join(path, WHOLE), "", { mode: 0o600 });
    }
    return path;
  }

  private saved(thing: string): { readonly note?: Note; readonly failure?: string } {
    for (const folder of this.folders) {
      const path = join(folder, this.run, digest(thing));
      try {
        // What somebody else has put there is none of this run's.
        if (!isOwn(folder) || !existsSync(path)) continue;
        return { note: note.parse(JSON.parse(readFileSync(path, "utf8"))) };
      } catch {
        return { failure: `${folder}: a note cannot be read` };
      }
    }
    return {};
  }
}

const digest = (text: string) => createHash("sha256").update(text).digest("hex");

const hasCode = (error: unknown, code: string) =>
  error instanceof Error && "code" in error && error.code === code;

const refusal = (failures: readonly string[]) =>
  new SecurityGroupsError(
    "nothing is deleted, because another resource of this run may have adopted the group: the notes " +
      `about that cannot be completely written or read (${failures.join("; ")}). Free some space, or set the environment variable ` +
      `${NOTES_VARIABLE} to a writable folder of your own, then run pulumi again`,
  );

/** Names the folder of notes where neither Pulumi's home nor the temporary folder can be used. */
const NOTES_VARIABLE = "PULUMI_SECURITY_GROUPS_NOTES";

/**
 * Where notes may lie, the best first. All processes of a run find the same ones: they inherit the engine's environment.
 * What cannot be found out, such as the home of a user that the machine does not know, is left out.
 */
export function notesFolders(env = process.env): string[] {
  const named = env[NOTES_VARIABLE];
  if (named) return [named];
  const home = env["PULUMI_HOME"] || folderOf(() => join(homedir(), ".pulumi"));
  const temporary = folderOf(() => join(tmpdir(), `pulumi-security-groups-${process.getuid?.() ?? "user"}`));
  return [home && join(home, "security-groups"), temporary].filter((folder) => folder !== undefined);
}

function folderOf(find: () => string): string | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}

/**
 * Makes a folder that only this user can read or write.
 * @throws {Error} where that is not possible, or somebody else has made it
 */
function ownFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (!isOwn(path)) throw new Error("it is not a folder of this user");
  if (process.getuid !== undefined && (lstatSync(path).mode & 0o077) !== 0) chmodSync(path, 0o700);
}

/** Whether a path is a folder of this user, and no link to one. */
export function isOwn(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  const user = process.getuid?.();
  return stats !== undefined && stats.isDirectory() && (user === undefined || stats.uid === user);
}

/**
 * Identifies a machine and its network, since several may share a home: an address is valid in one of them only.
 * A machine that has been started again counts as another.
 */
function placeOfAddresses(): string {
  const known = [
    hostname,
    () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
    () => readlinkSync("/proc/self/ns/net"),
  ];
  return known.map((find) => folderOf(find) ?? "").join(" ");
}

const WEEK = 7 * 24 * 3600 * 1000;

/** A run, read from the name of its folder. */
export interface NamedRun {
  /** Identifies a machine: an address of another one cannot be tried here. */
  readonly place: string;
  /** Where its engine listens. */
  readonly address: string;
}

const runName = ({ place, address }: NamedRun): string => `${place}-${encodeURIComponent(address)}`;

/**
 * Removes the notes of runs whose engine does not listen any longer, and what other machines left a week ago. Nothing
 * here may fail: it only tidies.
 */
async function removeEndedRuns(folder: string, own: NamedRun): Promise<void> {
  await Promise.all(
    namesIn(folder).map(async (name) => {
      const path = join(folder, name);
      if (name !== runName(own) && (await hasEnded(path, name, own))) remove(path);
    }),
  );
}

function namesIn(folder: string): string[] {
  try {
    return isOwn(folder) ? readdirSync(folder) : [];
  } catch {
    return [];
  }
}

async function hasEnded(path: string, name: string, { place }: NamedRun): Promise<boolean> {
  try {
    if (!name.startsWith(`${place}-`)) return Date.now() - statSync(path).mtimeMs > WEEK;
    return !(await isListening(decodeURIComponent(name.slice(place.length + 1))));
  } catch {
    return false;
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Another process removes it, or its owner is to.
  }
}
