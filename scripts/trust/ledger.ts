import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Figures } from "./chapter";

const root = resolve(__dirname, "../..");

/** What has been tried: a line for each case. */
export interface Entry {
  readonly name: string;
  readonly row: string;
  readonly figures: Figures;
  /** What did not hold. */
  readonly failure?: string;
}

/** The file with the finished cases, so that the next run resumes there. */
export class Ledger {
  readonly #entries = new Map<string, Entry>();

  /** @param tried what the entries are about: those of anything else are forgotten */
  constructor(
    private readonly file: string,
    tried: string,
  ) {
    const mark = JSON.stringify({ tried });
    const [first, ...lines] = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
    if (first !== mark) writeFileSync(file, `${mark}\n`);
    else for (const line of lines.filter(Boolean)) this.#keep(JSON.parse(line) as Entry);
  }

  /** Whether a case has been tried and holds; what failed is tried again. */
  holds(name: string): boolean {
    const entry = this.#entries.get(name);
    return entry !== undefined && entry.failure === undefined;
  }

  add(entry: Entry): void {
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
    this.#keep(entry);
  }

  entries(): Entry[] {
    return [...this.#entries.values()];
  }

  #keep(entry: Entry): void {
    this.#entries.set(entry.name, entry);
  }
}

/** The ledger of a chapter: another build of the package, or other trials, begin a new one. */
export function ledgerOf(chapter: string, { restart }: { restart: boolean }): Ledger {
  const file = join(root, ".cache", "trust", `${chapter}.jsonl`);
  mkdirSync(dirname(file), { recursive: true });
  if (restart) rmSync(file, { force: true });
  return new Ledger(file, fingerprint());
}

/** Of the package as it is built, and of what tries it. */
function fingerprint(): string {
  const hash = createHash("sha256");
  for (const folder of ["dist", "scripts/runner", "scripts/trust"]) addFolder(hash, join(root, folder));
  return hash.digest("hex");
}

function addFolder(hash: ReturnType<typeof createHash>, folder: string): void {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) addFolder(hash, path);
    else hash.update(name).update(readFileSync(path));
  }
}
