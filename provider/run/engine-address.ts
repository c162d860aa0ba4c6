import process from "node:process";

/** `host:port`, as every provider gets it from the engine. */
const ADDRESS = /^\S+:\d+$/;

/**
 * The address at which the engine listens: the first argument that is not a flag. All providers of a preview or an update
 * get the same, and no other phase or command that runs at that time has it. Undefined for a plugin that waits for an
 * engine to attach.
 */
export function engineAddress([argument, ...others]: readonly string[]): string | undefined {
  if (argument === undefined) return undefined;
  if (argument === "--tracing") return engineAddress(others.slice(1));
  if (argument.startsWith("-")) return engineAddress(others);
  return ADDRESS.test(argument) ? argument : undefined;
}

/** The same in Pulumi's host of dynamic providers; undefined in any other process, such as a test. */
export function engineOfHost([, script = "", ...args]: readonly string[] = process.argv): string | undefined {
  return /dynamic-provider(\/index(\.js)?)?$/.test(script.replaceAll("\\", "/"))
    ? engineAddress(args)
    : undefined;
}
