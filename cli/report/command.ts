import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { messageOf, SecurityGroupsError } from "../../provider/errors";
import { printable } from "../../provider/text/printable";
import { type OutFlags, requireFree, writeOut } from "../out-file";
import { endWith, print, type Shell } from "../shell";
import { readState } from "../source/state";
import { htmlReport } from "./html";
import { parseIntents } from "../../intents/file";
import { type IntentState, judgedIntents, saidOfIntents } from "./intents";
import { markdownReport } from "./markdown";
import { type Report, reportOf } from "./model";
import { readPreview } from "./preview";
import { textReport } from "./text";
import { isRefused } from "./words";

const formats = {
  text: textReport,
  markdown: markdownReport,
  html: htmlReport,
  json: (report: Report) => JSON.stringify(report, null, 2),
} as const;

interface Flags extends OutFlags {
  readonly format: keyof typeof formats;
  readonly stack?: string;
  readonly intents?: string;
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
    .option("-s, --stack <name>", "take groups that do not change from the state of this stack")
    .option("--intents <file>", "judge the intents of this file too; with --stack, over all of its groups")
    .option("-C, --cwd <folder>", "folder of the Pulumi project", ".")
    .option("-o, --out <file>", "write to a file instead of stdout")
    .option("--force", "replace the file")
    .addHelpText(
      "after",
      `
Exit codes: 0 the report is written, 2 so it is, and a resource was refused or an intent is broken, 1 the file could not be read.

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
  const kept = await resourcesIn(flags);
  const names = new Map(kept.map(({ id, title }) => [id, title]));
  const report = reportOf(preview, names, intentsIn(flags, { preview, kept }));
  const text = formats[flags.format](report);
  if (flags.out === undefined) print(shell, text);
  else writeOut(flags.out, `${printable(text)}\n`, flags);
  endWith(shell, isRefused(report) ? "found" : "fine");
}

/** What state has: a preview has only the resources that change. */
const resourcesIn = async ({ stack, cwd }: Flags) => (stack === undefined ? [] : readState({ stack, cwd }));

function intentsIn(
  { intents: file }: Flags,
  of: Parameters<typeof judgedIntents>[2],
): IntentState | undefined {
  return file === undefined
    ? saidOfIntents(of.preview)
    : judgedIntents(parseIntents(textOf(file), file), file, of);
}

function textOf(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new SecurityGroupsError(`cannot read ${file}: ${messageOf(error)}`, { cause: error });
  }
}
