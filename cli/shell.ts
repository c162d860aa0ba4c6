import type { EventEmitter } from "node:events";
import type { Writable } from "node:stream";
import { messageText, printable } from "../provider/text/printable";

/** What a command uses of the process that it runs in: `process` is one, and tests have their own. */
export interface Shell extends Pick<EventEmitter, "once"> {
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  exitCode?: number | string | null | undefined;
  /** Ends at once, whatever still waits. */
  exit(code?: number): void;
}

/** Exit codes of all commands. */
const exitCodes = {
  /** Nothing to report. */
  fine: 0,
  /** The command could not do its work; commander ends so on wrong usage too. */
  failed: 1,
  /** It did, and there is something: drift, findings, traffic that is not allowed. */
  found: 2,
} as const;

/** Sets the exit code, with which the process ends once all output is written. */
export function endWith(shell: Shell, code: keyof typeof exitCodes): void {
  shell.exitCode = exitCodes[code];
}

/** Prints a result. Nothing in it, such as a group's name, can control the terminal. */
export function print(shell: Shell, text: string): void {
  shell.stdout.write(`${printable(text).replace(/\n$/, "")}\n`);
}

/** Prints something besides the result, on stderr. */
export function note(shell: Shell, text: string): void {
  shell.stderr.write(`${messageText(text)}\n`);
}

const CLEAR = "\r\u001b[K";

/** Does something that may take long, and shows that on a terminal meanwhile; a log would keep every line. */
export async function withProgress<T>({ stderr }: Shell, what: string, work: () => Promise<T>): Promise<T> {
  if (stderr.isTTY !== true) return work();
  stderr.write(`${CLEAR}${printable(what)} …`);
  try {
    return await work();
  } finally {
    stderr.write(CLEAR);
  }
}
