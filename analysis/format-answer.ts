import type { Explanation, Mismatch } from "../provider/traffic/explain";
import type { TrafficSet } from "../provider/traffic/set";
import { type FormatOptions, formatTraffic } from "../provider/traffic/format";

/** What a matcher expected, as the first line of its message. */
export function formatQuestion(asked: TrafficSet, { not, world }: { not: boolean; world: boolean }): string {
  const what = formatTraffic(asked).join(" and ");
  if (!not) return `expected the rules to allow ${what}`;
  return world
    ? `expected the rules not to open to the world: ${what}`
    : `expected the rules not to allow ${what}`;
}

/** What is allowed and by which rules, or else the nearest rules; line by line. */
export function formatAnswer(
  { allowed, open, closed, unknown, by, perhapsBy, nearest }: Explanation,
  options: FormatOptions = {},
): string {
  if (allowed === "nothing") {
    const none = "No rule allows anything of it.";
    const near = nearest.map(({ key, differsIn }) => `  ${key} (${differsIn.map(mismatchWord).join(", ")})`);
    return near.length === 0 ? none : [`${none} The nearest, and in what they differ:`, ...near].join("\n");
  }
  const part = (title: string, traffic: TrafficSet) =>
    traffic.length === 0 ? [] : [`${title}: ${formatTraffic(traffic, options).join("; ")}`];
  return [
    ...part("Allowed", open),
    ...by.map((key) => `  by ${key}`),
    ...part("Not known", unknown),
    ...perhapsBy.map((key) => `  perhaps by ${key}`),
    ...part("Not allowed", closed),
  ].join("\n");
}

const words: Readonly<Record<Mismatch, string>> = {
  family: "family",
  protocol: "protocol",
  ports: "port",
  codes: "code",
  remote: "other side",
  local: "own address",
};
/** What differs between a question and a rule. */
export const mismatchWord = (mismatch: Mismatch) => words[mismatch];
