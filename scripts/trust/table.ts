import type { Figures } from "./chapter";
import type { Entry } from "./ledger";

/** The figures of a chapter: a row for each kind of case, and one for all where there are more than one. */
export function table(entries: readonly Entry[]): string[] {
  const rows = [...new Set(entries.map(({ row }) => row))];
  const columns = ["cases", "failed", ...new Set(entries.flatMap(({ figures }) => Object.keys(figures)))];
  const lines = [
    ["", ...columns],
    ...rows.map((row) =>
      line(
        row,
        columns,
        entries.filter((entry) => entry.row === row),
      ),
    ),
    ...(rows.length > 1 ? [line("all", columns, entries)] : []),
  ];
  const widths = ["", ...columns].map((_, at) => Math.max(...lines.map((cells) => cells[at]?.length ?? 0)));
  return lines.map((cells) =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  "),
  );
}

function line(name: string, columns: readonly string[], entries: readonly Entry[]): string[] {
  const failed = entries.filter(({ failure }) => failure !== undefined).length;
  const counts: Figures = { cases: entries.length, failed, ...total(entries.map(({ figures }) => figures)) };
  return [name, ...columns.map((column) => shown(counts[column]))];
}

function total(all: readonly Figures[]): Figures {
  const sums: Record<string, Figures[string]> = {};
  for (const [name, figure] of all.flatMap((figures) => Object.entries(figures))) {
    const before = sums[name];
    sums[name] =
      typeof figure === "number"
        ? figure + (typeof before === "number" ? before : 0)
        : { most: Math.max(figure.most, typeof before === "object" ? before.most : -Infinity) };
  }
  return sums;
}

const shown = (figure: Figures[string] | undefined) =>
  figure === undefined ? "-" : String(typeof figure === "number" ? figure : figure.most);
