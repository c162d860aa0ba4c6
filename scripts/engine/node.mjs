import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { run, step } from "../set-up/progress.mjs";
import { npm, root } from "../set-up/root.mjs";
import { intoCache } from "./cache.mjs";
import { cacheFolder } from "./locate.mjs";

/** A Node.js binary of a major version, made once and kept; npm packages hold them, one package for each platform. */
export async function ensureNode(version) {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(cacheFolder, `node-${version}`);
  const binary = join(folder, "node_modules", name, "bin", "node");
  if (existsSync(binary)) return binary;
  await intoCache(folder, (aside) =>
    step(`Installing Node.js ${version}`, () =>
      run(npm, ["install", "--no-audit", "--no-fund", "--prefix", aside, `${name}@${version}`]),
    ),
  );
  return binary;
}

/**
 * The Node.js on which programs and providers run, with the environment in which they find it: this one, or where the SDK
 * of Pulumi needs a newer one, that.
 */
export async function nodeForSdk() {
  const manifest = join(root, "node_modules", "@pulumi", "pulumi", "package.json");
  const wanted = existsSync(manifest) ? majorIn(JSON.parse(readFileSync(manifest, "utf8")).engines.node) : 0;
  if (majorIn(process.version) >= wanted) return { node: process.execPath, env: process.env };
  const node = await ensureNode(wanted);
  return { node, env: { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter) } };
}

const majorIn = (version) => Number(/\d+/.exec(version)?.[0]);
