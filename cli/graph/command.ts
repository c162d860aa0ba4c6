import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { messageOf, SecurityGroupsError } from "../../provider/errors";
import { printable } from "../../provider/text/printable";
import type { Group } from "../groups/group";
import { serversInState } from "../groups/in-state";
import { readGroups, readResources, shownGroups, theGroup } from "../groups/read";
import { type OutFlags, requireFree, writeOut } from "../out-file";
import { changedGroups } from "../report/groups";
import { readPreview } from "../report/preview";
import { note, print, type Shell } from "../shell";
import { type SourceFlags, stackOf, withSource } from "../source/flags";
import { boxesOf } from "./boxes";
import { comparison } from "./comparison";
import { html } from "./html";
import { mermaid } from "./mermaid";
import { type Graph, graphOf } from "./model";
import { viewsOf } from "./views";
import { waysOf } from "./ways";

interface Flags extends SourceFlags, OutFlags {
  readonly format: "mermaid" | "html" | "json";
  readonly json?: boolean;
  readonly with?: readonly string[];
  readonly preview?: string;
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
    .option("--with <stack...>", "further stacks of the project, each in a box of its own")
    .option("--preview <file>", "show before and after of what pulumi preview --json has printed")
    .option("-o, --out <file>", "write to a file instead of stdout; .html gives a page")
    .option("--force", "replace the file")
    .addHelpText(
      "after",
      `
Examples:
  $ pulumi-security-groups graph --stack dev > groups.mmd
  $ pulumi-security-groups graph --stack dev --out groups.html
  $ pulumi-security-groups graph --stack dev --with network staging --out stacks.html
  $ pulumi-security-groups graph --stack dev --preview preview.json --out change.html
  $ pulumi-security-groups graph web db --live --cloud waldur`,
    )
    .action((words: readonly string[], flags: Flags) => draw(words, flags, shell));
}

async function draw(words: readonly string[], flags: Flags, shell: Shell): Promise<void> {
  const { out } = flags;
  requireFree(flags);
  const read = await readAll(flags, shell);
  const drawing = drawingOf(words, read, flags);
  const drawn = written(drawing, flags);
  if (out === undefined) print(shell, drawn);
  else {
    writeOut(out, printable(drawn), flags);
    note(shell, `${out} shows ${drawing.groups.length} groups.`);
  }
}

interface Read {
  readonly groups: readonly Group[];
  /** The stacks of groups, by their ids. */
  readonly stacks: ReadonlyMap<string, string>;
  /** The servers of groups at Waldur, by the ids of groups. */
  readonly servers: ReadonlyMap<string, readonly string[]>;
}

/** The groups of all stacks. With a preview and no stack, there are only those that it changes. */
async function readAll(flags: Flags, shell: Shell): Promise<Read> {
  const groups = new Map<string, Group>();
  const stacks = new Map<string, string>();
  const servers = new Map<string, readonly string[]>();
  if (stackOf(flags) === undefined && flags.preview !== undefined && flags.live !== true)
    return { groups: [], stacks, servers };
  for (const one of [flags, ...(flags.with ?? []).map((stack) => ({ ...flags, stack }))]) {
    const stack = stackOf(one);
    const resources =
      stack === undefined || one.live === true ? undefined : await readResources(stack, shell);
    const own = resources === undefined ? await readGroups(one, shell) : shownGroups(resources, one, shell);
    for (const group of own.filter(({ id }) => !groups.has(id))) {
      groups.set(group.id, group);
      if (stack !== undefined) stacks.set(group.id, stack.stack);
    }
    for (const [id, names] of serversInState(resources ?? [], one))
      servers.set(id, [...new Set([...(servers.get(id) ?? []), ...names])]);
  }
  return { groups: [...groups.values()], stacks, servers };
}

interface Drawing {
  readonly graph: Graph;
  /** Where there is a preview. */
  readonly before?: Graph;
  readonly after?: Graph;
  /** The groups as they will be, which the question of the page is about. */
  readonly groups: readonly Group[];
}

function drawingOf(words: readonly string[], { groups: all, stacks, servers }: Read, flags: Flags): Drawing {
  const chosen = (some: readonly Group[]) =>
    words.length === 0 ? some : [...new Set(words.map((word) => theGroup(some, word)))];
  const draw = (some: readonly Group[], boxes: ReadonlyMap<string, string>) =>
    graphOf(some, { boxes, servers, ...(flags.preview !== undefined && { merges: false }) });
  if (flags.preview === undefined) {
    const groups = chosen(all);
    return { graph: draw(groups, boxesOf(groups, stacks)), groups };
  }
  const states = changedGroups(readPreview(textOf(flags.preview)), all);
  const [before, after] = [chosen(states.before), chosen(states.after)];
  const boxes = boxesOf([...new Map([...before, ...after].map((one) => [one.id, one])).values()], stacks);
  const graphs = { before: draw(before, boxes), after: draw(after, boxes) };
  return { graph: comparison(graphs.before, graphs.after), ...graphs, groups: after };
}

function textOf(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new SecurityGroupsError(`cannot read ${file}: ${messageOf(error)}`, { cause: error });
  }
}

function written(drawing: Drawing, { format, json, out = "", stack, live }: Flags): string {
  const { graph, groups } = drawing;
  if (json === true || format === "json") return `${JSON.stringify(graph, null, 2)}\n`;
  if (format !== "html" && !out.endsWith(".html")) return `${mermaid(graph)}\n`;
  const title = stack === undefined || live === true ? "Security groups" : `Security groups of ${stack}`;
  return html({ title, views: viewsOf(drawing), ways: waysOf(drawing.after ?? graph, groups) });
}
