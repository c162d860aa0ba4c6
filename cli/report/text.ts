import type { Change, Report } from "./model";
import { headline, howOf, intentLines, SECRET_RULES, titleOf } from "./words";

/** The report for a terminal or a log. */
export function textReport(report: Report): string {
  const { changes, errors, warnings, upOnly } = report;
  const intents = intentLines(report);
  return [
    `${titleOf(report)}: ${headline(report)}`,
    ...errors.map((error) => `error: ${error}`),
    ...(intents.title === "" ? [] : [intents.title, ...intents.lines.map((text) => `  ${text}`)]),
    ...changes.flatMap(changeLines),
    ...warnings.map((warning) => `warning: ${warning}`),
    ...(upOnly.length === 0 ? [] : ["Known only in pulumi up:", ...upOnly.map((text) => `  ${text}`)]),
  ].join("\n");
}

function changeLines(change: Change): string[] {
  const { title, action, opens, closes, added, removed, warnings, isSecret } = change;
  const means = [`opens ${opens || "nothing"}`, `closes ${closes || "nothing"}`, ...howOf(change)];
  return [
    `${title} (${action}): ${means.join("; ")}`,
    ...warnings.map((warning) => `  warning: ${warning}`),
    ...(isSecret ? [`  (${SECRET_RULES})`] : []),
    ...added.map((key) => `  + ${key}`),
    ...removed.map((key) => `  - ${key}`),
  ];
}
