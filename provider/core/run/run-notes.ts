import { createHash } from "node:crypto";
import { appendFileSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

const DAY = 24 * 3600 * 1000;

/**
 * What the processes of a run tell each other. Each explicit provider is a process of its own, and so are the preview and
 * the update of one `pulumi up`: they share a file. Where the engine is not known, each process has its own notes only.
 */
export class RunNotes<Note extends object> {
  private readonly own: Note[] = [];
  private readonly file: string | undefined;

  /** @param subject tells these notes from the run's others; part of a file's name */
  constructor(engine: string | undefined, subject: string) {
    this.file = engine === undefined ? undefined : fileFor(engine, subject);
  }

  add(note: Note): void {
    this.own.push(note);
    if (this.file !== undefined) appendFileSync(this.file, `${JSON.stringify(note)}\n`, { mode: 0o600 });
  }

  /** The notes of all processes; those of this one may be there twice. */
  all(): readonly Note[] {
    return this.file === undefined ? this.own : [...this.own, ...saved<Note>(this.file)];
  }
}

function saved<Note>(file: string): Note[] {
  try {
    const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Note);
  } catch {
    return [];
  }
}

/** The file of a run, in a folder that only this user can write to. Files of runs long over are removed. */
function fileFor(engine: string, subject: string): string | undefined {
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
    const run = createHash("sha256").update(engine).digest("hex").slice(0, 32);
    return join(folder, `${run}-${subject}.jsonl`);
  } catch {
    return undefined;
  }
}
