import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, renameSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import installedSdk from "@pulumi/pulumi/package.json";
import { Project } from "../../../scripts/runner/project";

/** What packing printed, in the set-up of the run (scripts/jest/packed-package.mjs). */
interface Packed {
  readonly tarball: string;
  readonly files: readonly string[];
}

const packed = JSON.parse(process.env["PACKED_PACKAGE"] ?? "{}") as Packed;

/** The paths of all files in the tarball. */
export const packedFiles = packed.files;

/** The SDK of Pulumi in packed projects: the one that is installed here; `npm run test:matrix` tries the newest. */
const sdk = `@pulumi/pulumi@${process.env["PULUMI_SDK"] ?? installedSdk.version}`;

/** How each client adds packages to a project. Those that are not on the machine come through npx, pinned. */
const clients = {
  npm: ["npm", "install", "--prefer-offline", "--no-audit", "--no-fund"],
  pnpm: ["npx", "--yes", "pnpm@10.20.0", "add", "--prefer-offline"],
  yarn: ["npx", "--yes", "yarn@1.22.22", "add", "--non-interactive", "--prefer-offline"],
} as const;
export type Client = keyof typeof clients;

/** The command of npm with which a page installs the package, with the tarball in its place. */
export const withTarball = (command: string) =>
  command.replace(/ pulumi-security-groups$/, ` ${packed.tarball}`);

interface Installation {
  readonly client?: Client;
  readonly others?: readonly string[];
}

/**
 * A project with nothing but the package as it is published, the SDK, and what is asked for, installed: by the client, once in
 * a run of the tests for all projects that ask for the same.
 */
export function installedIn(
  files: Readonly<Record<string, string>>,
  { client = "npm", others = [] }: Installation = {},
): Project {
  const [command, ...args] = clients[client];
  const words = [command, ...args, sdk, packed.tarball, ...others];
  const installed = installedOnce(words.join(" "), { "package.json": '{ "private": true }' }, (folder) => {
    run(folder, command, ...words.slice(1));
  });
  const project = new Project().write(files);
  shareInstallation(installed, project.folder);
  return project;
}

/**
 * The folder in which something has been installed, for all tests of a run. It lies next to the tarball.
 * @param what distinguishes installations
 * @param files of the project that is installed in
 */
export function installedOnce(
  what: string,
  files: Readonly<Record<string, string>>,
  install: (folder: string) => void,
): string {
  const hash = createHash("sha256").update(what).digest("hex").slice(0, 12);
  const kept = join(dirname(packed.tarball), `installed-${hash}`);
  if (existsSync(kept)) return kept;
  const project = new Project().write(files);
  install(project.folder);
  try {
    renameSync(project.folder, kept);
  } catch {
    // Another worker was quicker.
    project.remove();
  }
  return kept;
}

/** Has a project use what is installed in another folder. */
export function shareInstallation(installed: string, folder: string): void {
  symlinkSync(join(installed, "node_modules"), join(folder, "node_modules"), "dir");
}

/** Runs a command to its good end, and returns what it prints. */
export function run(cwd: string, command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${stdout}\n${stderr}`);
  return stdout;
}
