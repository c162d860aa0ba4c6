import { Command, Option } from "commander";
import { printable } from "../../provider/text/printable";
import { readGroups, theGroup } from "../groups/read";
import { type OutFlags, requireFree, writeOut } from "../out-file";
import { note, print, type Shell } from "../shell";
import { type SourceFlags, withSource } from "../source/flags";
import { html } from "./html";
import { placed } from "./layout";
import { mermaid } from "./mermaid";
import { type Graph, graphOf } from "./model";

interface Flags extends SourceFlags, OutFlags {
  readonly format: "mermaid" | "html" | "json";
  readonly json?: boolean;
}

/** `graph`: who may talk to whom, as a picture. */
export function graphCommand(shell: Shell): Command {
  return withSource(new Command("graph"))
    .description("Draws the allowed traffic: groups, networks and the world, with services between them.")
    .argument("[groups...]", "titles, names or ids of the groups; default: all")
    .addOption(
      new Option("--format <format>", "what is written")
        .choices(["mermaid", "html", "json"])
        .default("mermaid"),
    )
    .option("--json", "the same as --format json")
    .option("-o, --out <file>", "write to a file instead of stdout; .html gives a page")
    .option("--force", "replace the file")
    .addHelpText(
      "after",
      `
Examples:
  $ pulumi-security-groups graph --stack dev > groups.mmd
  $ pulumi-security-groups graph --stack dev --out groups.html
  $ pulumi-security-groups graph web db --live --cloud waldur`,
    )
    .action((words: readonly string[], flags: Flags) => draw(words, flags, shell));
}

async function draw(words: readonly string[], flags: Flags, shell: Shell): Promise<void> {
  const { out } = flags;
  requireFree(flags);
  const all = await readGroups(flags, shell);
  const groups = words.length === 0 ? all : [...new Set(words.map((word) => theGroup(all, word)))];
  const drawn = written(graphOf(groups), flags);
  if (out === undefined) print(shell, drawn);
  else {
    writeOut(out, printable(drawn), flags);
    note(shell, `${out} shows ${groups.length} groups.`);
  }
}

function written(graph: Graph, { format, json, out = "", stack, live }: Flags): string {
  if (json === true || format === "json") return `${JSON.stringify(graph, null, 2)}\n`;
  const title = stack === undefined || live === true ? "Security groups" : `Security groups of ${stack}`;
  return format === "html" || out.endsWith(".html") ? html(placed(graph), title) : `${mermaid(graph)}\n`;
}
