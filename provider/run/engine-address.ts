import process from "node:process";
import { connect, type Socket } from "node:net";
import { fstatSync } from "node:fs";

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

/** Whether a process listens at an address `host:port`. Only a refused connection says that none does. */
export function isListening(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectionTo(address);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "ECONNREFUSED"));
  });
}

/** Resolves when no process listens any longer at an address where one did. */
export async function waitUntilClosed(address: string): Promise<void> {
  // A server ends connections that nothing comes by, so the end of one says little.
  while (await isListening(address)) await connectionEnded(address);
}

function connectionEnded(address: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connectionTo(address);
    socket.resume();
    socket.once("error", () => undefined);
    socket.once("close", () => resolve());
  });
}

/** Watching must not keep a process alive. */
function connectionTo(address: string): Socket {
  const port = address.lastIndexOf(":");
  const host = address.slice(0, port).replace(/^\[(.*)\]$/, "$1");
  return connect({ host, port: Number(address.slice(port + 1)) }).unref();
}

/**
 * Ends this process, and whatever it is doing, when the engine that started it is gone. An engine that was killed closes
 * the other end of the standard input; without this its providers would continue, along with the next run.
 */
export function endWithEngine(): void {
  if (!fstatSync(process.stdin.fd).isFIFO()) return;
  process.stdin.on("end", () => process.exit()).resume();
}
