import { createRequire } from "node:module";
import { z } from "zod";

const manifest = z.object({
  version: z.string(),
  engines: z.object({ node: z.string() }),
  peerDependencies: z.record(z.string(), z.string()),
});

/** What the package says about itself. */
export function ownManifest(): z.output<typeof manifest> {
  // By its own name, since the sources and what is built lie in folders of different depth.
  return manifest.parse(createRequire(__filename)("pulumi-security-groups/package.json"));
}
