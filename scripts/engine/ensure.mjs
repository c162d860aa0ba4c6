import { intoCache } from "./cache.mjs";
import { buildWithGo } from "./go-build.mjs";
import { cliIn, engineFolder, findInCache, findOnPath } from "./locate.mjs";
import { installOfficial } from "./official.mjs";
import { cliVersion, oldestGo } from "./pin.mjs";

/** The ways to a command line, the cheapest first. */
const ways = [
  ["pulumi on PATH", findOnPath],
  ["the cache", findInCache],
  ["the official installer", () => engineIntoCache(installOfficial)],
  ["a build with Go", () => engineIntoCache(buildWithGo)],
];

/**
 * The path of a Pulumi command line: found, or else made and kept. Rejects with all that was tried and what to
 * install by hand.
 */
export async function ensureEngine() {
  const tried = [];
  for (const [way, attempt] of ways) {
    try {
      return await attempt();
    } catch (error) {
      tried.push(`  ${way}: ${error.message.trim().replaceAll("\n", "\n    ")}`);
    }
  }
  throw new Error(
    [
      "There is no Pulumi engine, and none could be made. Tried:",
      ...tried,
      `Install Pulumi ${cliVersion} so that pulumi and pulumi-language-nodejs are on PATH,`,
      `or Go ${oldestGo} or newer so that it can be built here; then run this again.`,
    ].join("\n"),
  );
}

const engineIntoCache = (make) => intoCache(engineFolder, make).then(cliIn);
