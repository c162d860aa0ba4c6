import { createHash } from "node:crypto";
import { appendFileSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { perRun, type Run } from "./run";

/** What a resource of this run has under its hand: a group as a whole, or the rules of one. */
export interface Takeover {
  /** Address of the server and id of the group there. */
  readonly group: string;
  readonly part: "group" | "rules";
  /** What messages call the resource. */
  readonly by: string;
}

/**
 * What resources of a run have created, adopted or set. A delete that comes later in the same run must leave it alone:
 * a resource that was renamed without an alias is first created anew, then deleted under its old name, with the same id.
 *
 * Each explicit provider is a process of its own, so the processes of a run share a file.
 */
export class Takeovers {
  private readonly own: Takeover[] = [];
  private readonly file: string | undefined;

  constructor(engine: string | undefined) {
    this.file = engine === undefined ? undefined : fileFor(engine);
  }

  note(takeover: Takeover): void {
    this.own.push(takeover);
    if (this.file !== undefined) appendFileSync(this.file, `${JSON.stringify(takeover)}\n`, { mode: 0o600 });
  }

  /** Who has taken over this part of a group in this run, if anybody has. */
  ownerOf(group: string, ...parts: Takeover["part"][]): string | undefined {
    const all = this.file === undefined ? this.own : [...this.own, ...saved(this.file)];
    return all.findLast((one) => one.group === group && parts.includes(one.part))?.by;
  }
}

export const takeovers = perRun((run: Run) => new Takeovers(run.engine));

/** What to do about a resource that was renamed, so that nothing has to be left alone. */
export const ALIASES =
  "A resource that is renamed or moved keeps its state where the new one has an alias: " +
  'aliases: [{ name: "the old name" }]';

function saved(file: string): Takeover[] {
  try {
    const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Takeover);
  } catch {
    return [];
  }
}

const DAY = 24 * 3600 * 1000;

/** The file of a run, in a folder that only this user can write to. Files of runs long over are removed. */
function fileFor(engine: string): string | undefined {
  try {
    const { uid } = userInfo();
    const folder = join(tmpdir(), `pulumi-security-groups-${uid}`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stats = lstatSync(folder);
    if (!stats.isDirectory() || (uid !== -1 && stats.uid !== uid)) return undefined;
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (Date.now() - statSync(path).mtimeMs > 7 * DAY) rmSync(path, { force: true });
    }
    return join(folder, `${createHash("sha256").update(engine).digest("hex").slice(0, 32)}.jsonl`);
  } catch {
    return undefined;
  }
}
