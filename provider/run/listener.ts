import { connect, type Socket } from "node:net";

/** Whether somebody listens at an address `host:port`. Only a refusal says that nobody does. */
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

/** Resolves when nobody listens any longer at an address where somebody did. */
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
