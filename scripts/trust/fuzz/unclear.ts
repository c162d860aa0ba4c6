/** What no message for a user may contain: words of a runtime or a library, and values without a string form. */
const raw = [
  /Cannot (read|set|convert|destructure)|is not (a function|iterable|defined|a constructor)|Maximum call stack/,
  /Invalid (input|option|string|key|type)\b|expected .+ received|Unrecognized key|ZodError|Too (big|small):/,
  /\bundefined\b|\bNaN\b|\[object [A-Z]/,
  /Unexpected (token|end)|in JSON at position|Bad control character/,
  /\bat .+\.(js|ts):\d+/,
  /Invalid URL|ERR_[A-Z_]+|COMPRESSION_ERROR/,
  // Characters that control a terminal or Pulumi's display.
  /(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]|<\{%/u,
];

/** More is a dump and no sentence. */
const LONGEST = 4000;

/** What is wrong with a message that a user must act on; undefined where nothing is. */
export function unclear(message: string, mustName: readonly string[]): string | undefined {
  if (message.trim() === "") return "it is empty";
  if (message.length > LONGEST) return `it has ${message.length} characters`;
  const found = raw.map((one) => one.exec(message)?.[0]).find((text) => text !== undefined);
  if (found !== undefined) return `it says "${found}"`;
  return mustName.some((name) => message.includes(name))
    ? undefined
    : `it names none of ${mustName.join(", ")}`;
}
