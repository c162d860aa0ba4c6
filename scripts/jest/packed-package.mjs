import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { npm, root } from "../set-up/root.mjs";
import { run } from "../set-up/progress.mjs";

/**
 * Packs the package as it would be published, once for all tests of a run, which find the tarball and its list of files
 * in `PACKED_PACKAGE`.
 */
export async function packPackage() {
  if (process.env.PACKED_PACKAGE !== undefined) return;
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "packed-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const [report] = JSON.parse(await run(npm, args, { cwd: root }));
  process.env.PACKED_PACKAGE = JSON.stringify({
    tarball: join(folder, report.filename),
    files: report.files.map(({ path }) => path),
  });
}
