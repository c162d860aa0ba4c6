import type { Finding } from "../../intents/check";

/** What a file says and what has happened to it. */
export interface Outcome {
  readonly file: string;
  /** One for each pair of ends, in the order of the file. */
  readonly intents: readonly Pick<Finding, "place" | "intent">[];
  readonly findings: readonly Finding[];
}
