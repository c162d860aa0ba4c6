import { escaped } from "../escaped";
import { type Change, levels, type Report } from "./model";
import { headline, howOf, intentLines, isBad, SECRET_RULES, titleOf, warningsOf } from "./words";

const STYLE = `
:root { color-scheme: light dark; --line: #c9d1da; --bad: #c81e1e; --plus: #15803d; --minus: #b91c1c; }
@media (prefers-color-scheme: dark) { :root { --line: #3a424e; --bad: #ff6b6b; --plus: #4ade80; --minus: #f87171; } }
body { margin: 24px auto; max-width: 1100px; padding: 0 16px; font: 14px/1.5 system-ui, sans-serif; }
h1 { font-size: 20px; } h2 { font-size: 16px; }
table { border-collapse: collapse; width: 100%; } th, td { padding: 6px 10px; border: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
.bad { color: var(--bad); font-weight: 600; } ins { color: var(--plus); } del { color: var(--minus); } ins, del { display: block; font: 12px/1.5 ui-monospace, monospace; text-decoration: none; }
`;

/** The report as one page that loads nothing. */
export function htmlReport(report: Report): string {
  const { changes, errors, upOnly } = report;
  const title = escaped(titleOf(report));
  const intents = intentLines(report);
  return [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${STYLE}</style></head>`,
    `<body><h1>${title}</h1><p>${escaped(headline(report))}</p>`,
    list("Errors", errors),
    intents.title === "" ? "" : list(intents.title, intents.lines) || `<h2>${escaped(intents.title)}</h2>`,
    "<table><tr><th>group</th><th>opens</th><th>closes</th><th>how</th><th>rules</th></tr>",
    ...changes.map(row),
    "</table>",
    list("Warnings", warningsOf(report)),
    list("Known only in pulumi up", upOnly),
    "</body></html>",
  ].join("\n");
}

function row(change: Change): string {
  const { title, action, level, opens, closes, added, removed, isSecret } = change;
  const mark = isBad(change) ? `<span class="bad">${levels[level]}</span> ` : "";
  const rules = [
    ...(isSecret ? [SECRET_RULES] : []),
    ...added.map((key) => `<ins>+ ${escaped(key)}</ins>`),
    ...removed.map((key) => `<del>- ${escaped(key)}</del>`),
  ];
  const cells = [
    `${escaped(title)} (${action})`,
    mark + escaped(opens),
    escaped(closes),
    howOf(change).map(escaped).join("<br>"),
    rules.join(""),
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}

const list = (title: string, lines: readonly string[]) =>
  lines.length === 0
    ? ""
    : `<h2>${escaped(title)}</h2><ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join("")}</ul>`;
