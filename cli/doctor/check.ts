/** The result of a check. `skipped`: it cannot be determined. */
export type Status = "ok" | "warning" | "failed" | "skipped";

/** What was checked, and what to do about it. */
export interface Check {
  readonly status: Status;
  /** Sentence without its full stop. */
  readonly text: string;
  /** A sentence with its full stop, if something must be done. */
  readonly remedy?: string;
}

export const ok = (text: string): Check => ({ status: "ok", text });
export const skipped = (text: string): Check => ({ status: "skipped", text });
export const warning = (text: string, remedy: string): Check => ({ status: "warning", text, remedy });
export const failed = (text: string, remedy?: string): Check => ({
  status: "failed",
  text,
  ...(remedy !== undefined && { remedy }),
});
