import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const repository = resolve(__dirname, "../..");

/** A Pulumi project in a temporary folder, whose files may be written again and again. */
export class Project {
  readonly folder = mkdtempSync(join(realpathSync(tmpdir()), "pulumi-project-"));

  /** Writes files by their path in the project, e.g. `{ "index.ts": "…" }`. */
  write(files: Readonly<Record<string, string>>): this {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return this;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A project that finds the repository's own node_modules, in which this package is linked. */
export function linkedProject(files: Readonly<Record<string, string>>): Project {
  const project = new Project().write(files);
  symlinkSync(join(repository, "node_modules"), join(project.folder, "node_modules"), "dir");
  return project;
}
