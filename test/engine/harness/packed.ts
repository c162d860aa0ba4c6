import { spawnSync } from "node:child_process";
import { Project } from "../../../scripts/runner/project";

/** What packing told, in the set-up of the run (scripts/jest/packed-package.mjs). */
interface Packed {
  readonly tarball: string;
  readonly files: readonly string[];
}

const packed = JSON.parse(process.env["PACKED_PACKAGE"] ?? "{}") as Packed;

/** The paths of all files in the tarball. */
export const packedFiles = packed.files;

/** The version of the SDK of Pulumi in packed projects; `npm run test:matrix` tries the newest. */
const sdk = `@pulumi/pulumi@${process.env["PULUMI_SDK"] ?? "3.248.0"}`;

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

/** A project with nothing but the package as it is published, the SDK, and what is asked for, installed. */
export function installedIn(
  files: Readonly<Record<string, string>>,
  { client = "npm", others = [] }: { client?: Client; others?: readonly string[] } = {},
): Project {
  const project = new Project().write(files);
  const [command, ...args] = clients[client];
  run(project.folder, command, ...args, sdk, packed.tarball, ...others);
  return project;
}

/** Runs a command to its good end, and returns what it prints. */
export function run(cwd: string, command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${stdout}\n${stderr}`);
  return stdout;
}
