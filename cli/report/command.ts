import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { messageOf, SecurityGroupsError } from "../../provider/errors";
import { printable } from "../../provider/text/printable";
import { type OutFlags, requireFree, writeOut } from "../out-file";
import { endWith, print, type Shell } from "../shell";
import { readState } from "../source/state";
import { htmlReport } from "./html";
import { markdownReport } from "./markdown";
import { type Report, reportOf } from "./model";
import { readPreview } from "./preview";
import { textReport } from "./text";

const formats = {
  text: textReport,
  markdown: markdownReport,
  html: htmlReport,
  json: (report: Report) => JSON.stringify(report, null, 2),
} as const;

interface Flags extends OutFlags {
  readonly format: keyof typeof formats;
  readonly stack?: string;
  readonly cwd: string;
}

/** `report`: what a preview would change, for those who review it. */
export function reportCommand(shell: Shell): Command {
  return new Command("report")
    .description("Shows what a preview opens and closes, for a pull request: the worst first.")
    .argument("<file>", "what pulumi preview --json has printed; - is stdin")
    .addOption(
      new Option("--format <format>", "how it is written").choices(Object.keys(formats)).default("text"),
    )
    .option("-s, --stack <name>", "take names of groups that do not change from the state of this stack")
    .option("-C, --cwd <folder>", "folder of the Pulumi project", ".")
    .option("-o, --out <file>", "write to a file instead of stdout")
    .option("--force", "replace the file")
    .addHelpText(
      "after",
      `
Exit codes: 0 the report is written, 2 so it is, and a resource was refused, 1 the file could not be read.

Examples:
  $ pulumi preview --json > preview.json
  $ pulumi-security-groups report preview.json
  $ pulumi-security-groups report preview.json --format markdown >> "$GITHUB_STEP_SUMMARY"`,
    )
    .action((file: string, flags: Flags) => writeReport(file, flags, shell));
}

async function writeReport(file: string, flags: Flags, shell: Shell): Promise<void> {
  requireFree(flags);
  const preview = readPreview(textOf(file));
  const report = reportOf(preview, await namesIn(flags));
  const text = formats[flags.format](report);
  if (flags.out === undefined) print(shell, text);
  else writeOut(flags.out, `${printable(text)}\n`, flags);
  const isRefused = report.errors.length > 0 || report.changes.some(({ errors }) => errors.length > 0);
  endWith(shell, isRefused ? "found" : "fine");
}

/** What the program calls groups, by their ids: a preview has only those that change. */
async function namesIn({ stack, cwd }: Flags): Promise<ReadonlyMap<string, string>> {
  const resources = stack === undefined ? [] : await readState({ stack, cwd });
  return new Map(resources.map(({ id, title }) => [id, title]));
}

function textOf(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new SecurityGroupsError(`cannot read ${file}: ${messageOf(error)}`, { cause: error });
  }
}
