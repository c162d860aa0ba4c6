import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { npm, root } from "./set-up/root.mjs";
import { main, run } from "./set-up/progress.mjs";

/**
 * Prints a bill of materials (CycloneDX) of what the package brings with it: its dependencies as locked. `npm sbom` fails
 * on workspaces that link back to the root, so it is asked about a copy of the manifest without them.
 */
await main(async () => {
  const { name, version, description, license, dependencies } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  const temporary = mkdtempSync(join(tmpdir(), "sbom-"));
  const folder = join(temporary, name); // npm calls the whole by the folder's name
  try {
    mkdirSync(folder);
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ name, version, description, license, dependencies }),
    );
    for (const file of ["package-lock.json", ".npmrc"]) copyFileSync(join(root, file), join(folder, file));
    await run(npm, ["install", "--package-lock-only", "--prefer-offline"], { cwd: folder });
    const args = ["sbom", "--package-lock-only", "--sbom-format", "cyclonedx", "--sbom-type", "library"];
    process.stdout.write(await run(npm, args, { cwd: folder }));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
});
