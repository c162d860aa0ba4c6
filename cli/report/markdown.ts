import { changedMermaid } from "./mermaid";
import { type Change, levels, type Report } from "./model";
import { headline, howOf, intentLines, isBad, SECRET_RULES, titleOf, warningsOf } from "./words";

/** The most rows and lines that are shown at once; the others are folded. */
const MOST_ROWS = 20;
const MOST_LINES = 8;

/** The report for a pull request, as GitHub and GitLab render Markdown: short, with the rest folded. */
export function markdownReport(report: Report): string {
  const { changes, errors, upOnly } = report;
  const picture = changedMermaid(report.graph);
  return [
    `### ${plain(titleOf(report))}: ${headline(report)}`,
    ...list("Errors", errors),
    ...section(intentLines(report)),
    ...table(changes.slice(0, MOST_ROWS)),
    ...folded(`${changes.length - MOST_ROWS} more`, table(changes.slice(MOST_ROWS))),
    ...list("Warnings", warningsOf(report)),
    ...list("Known only in `pulumi up`", upOnly),
    ...folded("Picture of what changes", picture === undefined ? [] : ["", "```mermaid", picture, "```"]),
    ...folded("Rules", changes.flatMap(rules)),
  ].join("\n");
}

function table(changes: readonly Change[]): string[] {
  if (changes.length === 0) return [];
  return ["", "| group | opens | closes | how |", "| --- | --- | --- | --- |", ...changes.map(row)];
}

function row(change: Change): string {
  const { title, action, opens, closes, level } = change;
  const what = isBad(change) ? `**${levels[level]}** ` : "";
  const how = howOf(change).map(code).join("<br>");
  return `| ${code(title)} (${action}) | ${what}${code(opens)} | ${code(closes)} | ${how} |`;
}

/** A heading with what is listed below it, which may be nothing. */
function section({ title, lines }: ReturnType<typeof intentLines>): string[] {
  if (title === "") return [];
  return lines.length === 0 ? ["", `**${title}**`] : list(title, lines);
}

function list(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const items = lines.map((line) => `- ${code(line)}`);
  return [
    "",
    `**${title}**`,
    "",
    ...items.slice(0, MOST_LINES),
    ...folded(`${lines.length - MOST_LINES} more`, ["", ...items.slice(MOST_LINES)]),
  ];
}

/** Lines that are seen when somebody asks for them; none where there are none. */
function folded(title: string, lines: readonly string[]): string[] {
  if (lines.every((line) => line === "")) return [];
  return ["", `<details><summary>${title}</summary>`, ...lines, "", "</details>"];
}

function rules({ title, added, removed, isSecret }: Change): string[] {
  if (isSecret) return ["", `- ${code(title)}: ${SECRET_RULES}`];
  if (added.length + removed.length === 0) return [];
  const lines = [...added.map((key) => `+ ${key}`), ...removed.map((key) => `- ${key}`)].map(oneLine);
  return ["", code(title), "", `${fence(lines)}diff`, ...lines, fence(lines)];
}

const oneLine = (text: string) => text.replace(/\s+/g, " ");

/** A fence that no line can close. */
function fence(lines: readonly string[]): string {
  const longest = Math.max(
    2,
    ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map(({ length }) => length)),
  );
  return "`".repeat(longest + 1);
}

/**
 * Text in which nothing is markup, a mention or a link: code. A bar would end a cell of a table even there, and cannot be
 * escaped behind a backslash, so it is replaced by one that looks alike.
 */
function code(text: string): string {
  const said = oneLine(text).replaceAll("|", "\u2223").trim();
  if (said === "") return "";
  const ticks = fence([said]).slice(said.includes("`") ? 0 : 2);
  const pad = said.startsWith("`") || said.endsWith("`") ? " " : "";
  return `${ticks}${pad}${said}${pad}${ticks}`;
}

/** The name of a stack has letters, digits, hyphens, underscores and periods only. */
const plain = (text: string) => text.replace(/[^\w. -]/g, "");
