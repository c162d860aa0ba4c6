import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** A Pulumi project in a temporary folder, whose program is written anew for each step of a benchmark. */
export class BenchProject {
  readonly folder = mkdtempSync(join(realpathSync(tmpdir()), "pulumi-bench-"));

  constructor() {
    symlinkSync(resolve(__dirname, "../../node_modules"), join(this.folder, "node_modules"), "dir");
    this.write("Pulumi.yaml", "name: bench\nruntime: nodejs\n");
    this.write("package.json", '{ "name": "bench", "main": "index.js" }\n');
  }

  write(file: string, ...lines: string[]): void {
    writeFileSync(join(this.folder, file), lines.join("\n"));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
