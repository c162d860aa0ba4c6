import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve, sep } from "node:path";

/** A Pulumi program: the folder it runs in and the file it starts with. */
export interface Program {
  readonly folder: string;
  readonly entry: string;
}

type Exported = Record<string, unknown>;

const defaultEntries = ["index.ts", "index.js", "index.mts", "index.mjs", "index.cjs"];

/** Finds a project's program as Pulumi does: `main` of Pulumi.yaml, else of package.json, else an index file. */
export function locateProgram(project: string, main = "."): Program {
  const path = resolve(project, main);
  if (statSync(path).isFile()) return { folder: dirname(path), entry: path };
  const named = manifestOf(path).main;
  const entry = [...(named ? [named] : []), ...defaultEntries]
    .map((name) => join(path, name))
    .find((file) => existsSync(file));
  if (!entry)
    throw new Error(
      `${path} has no Pulumi program: neither a main file nor any of ${defaultEntries.join(", ")}`,
    );
  return { folder: path, entry };
}

/** What a folder's package.json says about itself, as far as it matters here. */
export function manifestOf(folder: string): { name?: string; main?: string } {
  const manifest = join(folder, "package.json");
  return existsSync(manifest)
    ? (JSON.parse(readFileSync(manifest, "utf8")) as { name?: string; main?: string })
    : {};
}

/**
 * Runs a program from its first line, with its own modules and this package's loaded again. Other packages stay: the
 * Pulumi SDK's runtime must be the one that the Automation API uses.
 */
export async function runProgram({ entry }: Program): Promise<Record<string, unknown>> {
  const load = createRequire(entry);
  for (const file of Object.keys(load.cache)) {
    if (isOfTheProgram(file)) delete load.cache[file];
  }
  const exported = load(entry) as Exported | (() => Exported | Promise<Exported>);
  return typeof exported === "function" ? exported() : exported;
}

function isOfTheProgram(file: string): boolean {
  const installed = file.split(`${sep}node_modules${sep}`).at(-1);
  return installed === file || installed?.startsWith(`pulumi-security-groups${sep}`) === true;
}
