import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { samePlugin } from "../../cli/doctor/versions";
import { checksum, EXECUTABLE } from "../../cli/plugin-files";

test("doctor fails where the installed plugin is not that of the package", () => {
  const folder = mkdtempSync(join(tmpdir(), "plugin-"));
  try {
    expect(checksum(folder)).toBeUndefined();
    writeFileSync(join(folder, EXECUTABLE), "the plugin");
    const own = createHash("sha256").update("the plugin").digest("hex");
    expect(checksum(folder)).toBe(own);
    expect(samePlugin("1.2.3", own, checksum(folder))).toMatchObject({ status: "ok" });
    writeFileSync(join(folder, EXECUTABLE), "another");
    expect(samePlugin("1.2.3", own, checksum(folder))).toMatchObject({
      status: "failed",
      remedy: "Run npx pulumi-security-groups plugin install.",
    });
    expect(samePlugin("1.2.3", own, undefined)).toMatchObject({ status: "skipped" });
    expect(samePlugin("1.2.3", undefined, own)).toMatchObject({ status: "ok" });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
