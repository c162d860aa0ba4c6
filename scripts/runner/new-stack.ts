import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type * as automation from "@pulumi/pulumi/automation";
import { configure } from "./configure";
import { stateFolder } from "./environment";
import type { Opening } from "./protocol";

/** A stack as it was when it had been made: the files of its backend, its settings file, and the addresses in its config. */
interface Made {
  readonly backend: Files;
  readonly settings: string;
  readonly addresses: readonly string[];
}

/** Texts by path. */
type Files = readonly (readonly [path: string, text: string])[];

const stacks = new Map<string, Made>();

const address = /http:\/\/127\.0\.0\.1:\d+/g;

/**
 * Makes a stack with its config. The engine does it in two runs, which take half a second of processor time. A stack that differs
 * from an earlier one of this process only in addresses of this machine gets copies of that one's files.
 */
export async function newStack(
  { Stack }: typeof automation,
  engine: automation.LocalWorkspace,
  projectName: string,
  { stack: name, workspace, config }: Opening,
): Promise<automation.Stack> {
  const file = join(workspace, `Pulumi.${name}.yaml`);
  const backend = stateFolder(dirname(workspace));
  const settings = existsSync(file) ? readFileSync(file, "utf8") : "";
  const values = Object.entries(config);
  const plain = values.filter(([, value]) => typeof value === "string");
  // What is secret is encrypted in the files, where no address in it can be replaced.
  const secret = values.filter(([, value]) => typeof value !== "string");
  const addresses: readonly string[] = JSON.stringify(plain).match(address) ?? [];
  const numbered = (found: string) => `address ${addresses.indexOf(found)}`;
  const alikeIn = JSON.stringify([projectName, name, settings, plain]).replace(address, numbered);
  const kind = alikeIn + JSON.stringify(secret);

  const alike = stacks.get(kind);
  if (alike) {
    writeFiles(backend, alike.backend);
    const own = (found: string) => addresses[alike.addresses.indexOf(found)] ?? found;
    writeFileSync(file, alike.settings.replace(address, own));
    engine.createStack = async () => undefined;
    return Stack.create(name, engine);
  }
  const stack = await Stack.create(name, engine);
  await configure(stack, config);
  stacks.set(kind, { backend: filesIn(backend), settings: readFileSync(file, "utf8"), addresses });
  return stack;
}

function filesIn(folder: string): Files {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return paths.map((path) => [relative(folder, path), readFileSync(path, "utf8")]);
}

function writeFiles(folder: string, files: Files): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
