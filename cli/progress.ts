const CLEAR = "\r\u001b[K";

/**
 * Does something that may take long, and says so on stderr while it does. Only people at a terminal see that: a log would
 * keep every line.
 */
export async function withProgress<T>(what: string, work: () => Promise<T>): Promise<T> {
  const { stderr } = process;
  if (!stderr.isTTY) return work();
  stderr.write(`${CLEAR}${what} …`);
  try {
    return await work();
  } finally {
    stderr.write(CLEAR);
  }
}

/** Tells people something beside the result, on stderr. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
