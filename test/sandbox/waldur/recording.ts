import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const exchange = z.object({
  section: z.string(),
  title: z.string(),
  request: z.object({
    method: z.string(),
    path: z.string(),
    auth: z.string().nullable(),
    body: z.string().nullable(),
  }),
  response: z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.unknown() }),
});
const watchedState = z.object({
  section: z.string(),
  /** Uuid of the group. */
  poll: z.string(),
  states: z.array(z.tuple([z.number(), z.string()])),
});
export type Exchange = z.output<typeof exchange>;
export type WatchedState = z.output<typeof watchedState>;

/** What a real Waldur answered, line by line, as it came. */
export function readRecording(): (Exchange | WatchedState)[] {
  const file = join(__dirname, "../../fixtures/waldur-exchanges.jsonl");
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line) => z.union([exchange, watchedState]).parse(JSON.parse(line)));
}

export const recordedOrigin = "http://127.0.0.1:8765";
