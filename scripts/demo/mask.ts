import { text } from "node:stream/consumers";

/** What the demo printed, without what differs from run to run: ids, ports, times. */
export function masked(output: string): string {
  return output
    .replace(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/g, "<id>")
    .replace(/\b[0-9a-f]{32}\b/g, "<id>")
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:<port>")
    .replace(/\b\d{4}-\d{2}-\d{2} [\d:]{8} UTC/g, "<time>")
    .replace(/\(\d+(?:\.\d+)?m?s\)/g, "(<time>)")
    .replace(/[ \t]+$/gm, "");
}

// Makes the transcript: npm run --silent demo | npx tsx scripts/demo/mask.ts > scripts/demo/transcript.txt
if (require.main === module) {
  void text(process.stdin).then((output) => process.stdout.write(masked(output)));
}
