import { escaped } from "../escaped";
import type { Outcome } from "./outcome";

/** The result as JUnit's XML, which CI systems read: a test case for each intent. */
export function junit({ file, intents, findings }: Outcome): string {
  const cases = intents.map(({ place, intent }) => {
    const own = findings.filter((finding) => finding.place === place && finding.intent === intent);
    const failures = own.map(({ level, text }) =>
      level === "error"
        ? `      <failure message="${escaped(text)}"/>`
        : `      <system-out>${escaped(text)}</system-out>`,
    );
    const head = `    <testcase classname="${escaped(file)}" name="${escaped(`${place} ${intent}`)}"`;
    return failures.length === 0 ? `${head}/>` : [`${head}>`, ...failures, "    </testcase>"].join("\n");
  });
  const failed = findings.filter(({ level }) => level === "error").length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${intents.length}" failures="${failed}">`,
    `  <testsuite name="intents" tests="${intents.length}" failures="${failed}">`,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
  ].join("\n");
}
