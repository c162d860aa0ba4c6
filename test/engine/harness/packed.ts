import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Project } from "../../../scripts/runner/project";

const repository = resolve(__dirname, "../../..");

/** The package as `npm pack` makes it. */
export class PackedPackage {
  private readonly folder = mkdtempSync(join(realpathSync(tmpdir()), "packed-"));
  private readonly report: { filename: string; files: { path: string }[] };

  constructor() {
    const [report] = JSON.parse(
      npm(repository, "pack", "--json", "--ignore-scripts", "--pack-destination", this.folder),
    ) as [PackedPackage["report"]];
    this.report = report;
  }

  get files(): string[] {
    return this.report.files.map(({ path }) => path);
  }

  /** A project with nothing but the package and the SDK installed. */
  installedIn(files: Readonly<Record<string, string>>): Project {
    const project = new Project().write(files);
    const tarball = join(this.folder, this.report.filename);
    const packages = ["@pulumi/pulumi@3.248.0", tarball];
    npm(project.folder, "install", "--prefer-offline", "--no-audit", "--no-fund", ...packages);
    return project;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

function npm(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync("npm", args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm ${args.join(" ")}\n${stdout}\n${stderr}`);
  return stdout;
}
