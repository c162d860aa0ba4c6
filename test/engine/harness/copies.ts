import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { installedOnce, run, shareInstallation, withTarball } from "./packed";
import { read, repository, section, snippets } from "./pages";

const examples = join(repository, "examples");

/** Copies of examples for the tests of a file, as somebody has them who copies their folders. */
export function useCopies() {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "copied-examples-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The folder of an example, without what this repository has installed there. */
  function copied(example: string): string {
    const copy = join(folder, example);
    const filter = (path: string) => basename(path) !== "node_modules";
    cpSync(join(examples, example), copy, { recursive: true, filter });
    return copy;
  }

  /** The folder of an example in Node.js with the package as it is published installed, as its page says. */
  function installed(example: string): string {
    if (existsSync(join(folder, example))) return join(folder, example);
    const copy = copied(example);
    const [install = ""] = commandsOnCopies(example);
    const manifest = read(`examples/${example}/package.json`);
    const { dependencies, devDependencies } = JSON.parse(manifest) as Record<string, unknown>;
    // Examples that need the same share it.
    const what = JSON.stringify([install, dependencies, devDependencies]);
    const shared = installedOnce(what, { "package.json": manifest }, (cwd) => {
      const [program = "", ...args] = withTarball(install).split(" ");
      run(cwd, program, ...args, "--prefer-offline", "--no-audit", "--no-fund");
    });
    shareInstallation(shared, copy);
    return copy;
  }
  return { copied, installed };
}

/** The commands of the section of an example's page on copies. */
export const commandsOnCopies = (example: string) =>
  (snippets(section(read(`examples/${example}/README.md`), "In a copy of this folder"), "sh")[0] ?? "")
    .trim()
    .split("\n");
