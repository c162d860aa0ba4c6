import { unverifiedText } from "../http/unverified";
import { perRun, type Run } from "../run/run";

const said = perRun(() => ({ isDone: false }));

/** Warns, once a run, where certificates are not verified. */
export function warnOfUnverified(run: Run, print: (line: string) => void): void {
  const text = unverifiedText();
  const known = said(run);
  if (text === undefined || known.isDone) return;
  known.isDone = true;
  print(`warning: ${text}`);
}
