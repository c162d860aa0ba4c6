import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const body = z.union([z.string(), z.null(), z.unknown().transform((value) => JSON.stringify(value))]);
const exchange = z.object({
  section: z.string(),
  title: z.string(),
  request: z.object({
    method: z.string(),
    path: z.string(),
    auth: z.string().nullable(),
    headers: z.record(z.string(), z.string()).default({}),
    body,
  }),
  response: z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.unknown() }),
});
const watchedState = z.object({
  section: z.string(),
  /** Uuid of the group. */
  poll: z.string(),
  states: z.array(z.tuple([z.number(), z.string().transform((state) => state.replace(/^404$/, "HTTP 404"))])),
});
export type Exchange = z.output<typeof exchange>;
export type WatchedState = z.output<typeof watchedState>;

/** The answers of a real Waldur, line by line, unchanged. @param file in `test/fixtures` */
export function readRecording(file: string): (Exchange | WatchedState)[] {
  const lines = readFileSync(join(__dirname, "../../fixtures", file), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => z.union([exchange, watchedState]).parse(JSON.parse(line)));
}

export const recordedOrigin = "http://127.0.0.1:8765";
