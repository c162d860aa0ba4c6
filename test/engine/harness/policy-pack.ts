import { join } from "node:path";
import type { Stack } from "../../../scripts/runner/stack";

/** The files of a policy pack in a project. */
export const policyPack = (source: string) => ({
  "pack/PulumiPolicy.yaml": "runtime: nodejs\nmain: index.js\n",
  "pack/package.json": '{"name":"firewalls","version":"1.0.0","main":"index.js"}',
  "pack/index.js": source,
});

/** What a stack prints in a preview with the policy pack of its project, and whether it succeeded. */
export async function previewWithPack(
  stack: Stack,
  folder: string,
  ...options: string[]
): Promise<{ ok: boolean; text: string }> {
  const pack = ["--policy-pack", join(folder, "pack")];
  try {
    return { ok: true, text: await stack.command("preview", ...pack, "--color", "never", ...options) };
  } catch (error) {
    return { ok: false, text: String(error) };
  }
}
