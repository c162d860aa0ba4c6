import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { z } from "zod";
import { messageOf } from "../../provider/errors";
import { pulumi } from "../source/pulumi";
import { bundledFolder, checksum, installedFolder } from "../plugin-files";
import { ownManifest } from "../version";
import { type Check, failed, ok, skipped, warning } from "./check";

/** Whether a version such as `v3.248.0` is at least the one that a range such as `^3.216.0` begins with. */
export function isAtLeast(version: string, range: string): boolean {
  const [have, want] = [version, range].map((text) => (text.match(/\d+/g) ?? []).slice(0, 3).map(Number));
  for (const [position, least] of (want ?? []).entries()) {
    const part = have?.[position] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

/** Node.js, this package, the SDK, the engine and the plugin. @param cwd folder of the project */
export async function checkVersions(cwd: string): Promise<Check[]> {
  const own = ownManifest();
  return [
    node(own.engines.node),
    thisPackage(own.version, cwd),
    sdk(own.peerDependencies["@pulumi/pulumi"] ?? "", cwd),
    await engine(),
    await plugin(own.version),
  ];
}

function node(range: string): Check {
  const { node: version } = process.versions;
  return isAtLeast(version, range)
    ? ok(`Node.js ${version}`)
    : failed(`Node.js ${version} is too old: the package needs ${range}`, "Install a newer one.");
}

const named = z.object({ version: z.string() });

function versionIn(cwd: string, name: string): string | undefined {
  try {
    const load = createRequire(join(resolve(cwd), "index.js"));
    return named.parse(load(`${name}/package.json`)).version;
  } catch {
    return undefined;
  }
}

function thisPackage(version: string, cwd: string): Check {
  const there = versionIn(cwd, "pulumi-security-groups");
  if (there === undefined) {
    return skipped(
      `pulumi-security-groups ${version}; the project does not have it, which programs in Node.js need`,
    );
  }
  return there === version
    ? ok(`pulumi-security-groups ${version}`)
    : warning(
        `pulumi-security-groups is ${version} here and ${there} in the project`,
        "Run this command by npx in the project's folder.",
      );
}

function sdk(range: string, cwd: string): Check {
  const version = versionIn(cwd, "@pulumi/pulumi");
  if (version === undefined) {
    return skipped("the project does not have @pulumi/pulumi, which programs in Node.js need");
  }
  const isGood = isAtLeast(version, range) && version.startsWith(range.replace(/^\D*(\d+\.).*$/, "$1"));
  return isGood
    ? ok(`@pulumi/pulumi ${version}`)
    : failed(
        `@pulumi/pulumi ${version} is not supported: the package needs ${range}`,
        "Run npm install @pulumi/pulumi@3.",
      );
}

async function engine(): Promise<Check> {
  try {
    return ok(`Pulumi ${(await pulumi(["version"], ".")).trim().replace(/^v/, "")}`);
  } catch (error) {
    return failed(messageOf(error));
  }
}

const plugins = z.array(
  z.looseObject({ name: z.string(), kind: z.string(), version: z.string().optional() }),
);

async function plugin(version: string): Promise<Check> {
  const installed = await installedPlugins();
  if (installed === undefined) return skipped("cannot check the installed plugins without Pulumi");
  if (installed.length === 0) {
    return skipped("the native plugin is not installed, which only programs in other languages need");
  }
  if (!installed.includes(version)) {
    return warning(`the native plugin is ${installed.join(", ")}, and this package ${version}`, INSTALL);
  }
  return samePlugin(version, checksum(bundledFolder), checksum(installedFolder(version)));
}

const INSTALL = "Run npx pulumi-security-groups plugin install.";

/** Whether what is installed is what this package has, by the checksums of both; undefined where there is no file. */
export function samePlugin(version: string, own: string | undefined, installed: string | undefined): Check {
  if (own === undefined)
    return ok(`the native plugin ${version}; this copy of the package has no plugin to compare it with`);
  if (installed === undefined)
    return skipped(`the native plugin ${version} is not where this command looks for it`);
  return own === installed
    ? ok(`the native plugin ${version}, checksum ${own.slice(0, 12)}`)
    : failed(
        `the installed native plugin ${version} is not that of this package: its checksum is ${installed.slice(0, 12)}, not ${own.slice(0, 12)}`,
        INSTALL,
      );
}

async function installedPlugins(): Promise<string[] | undefined> {
  try {
    const all = plugins.parse(JSON.parse(await pulumi(["plugin", "ls", "--json"], ".")));
    return all.filter(({ name }) => name === "security-groups").map(({ version: one = "unknown" }) => one);
  } catch {
    return undefined;
  }
}
