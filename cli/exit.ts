/** What a command tells the shell. */
export const exitCodes = {
  /** Nothing to report. */
  fine: 0,
  /** The command could not do its work; commander ends so on wrong usage too. */
  failed: 1,
  /** It did, and there is something: drift, findings, traffic that is not allowed. */
  found: 2,
} as const;

/** Sets what the process ends with, once all that it has printed is out. */
export function endWith(code: keyof typeof exitCodes): void {
  process.exitCode = exitCodes[code];
}
