import { basename, resolve } from "node:path";
import { Command, Option } from "commander";
import { type Cloud, clouds } from "../groups/group";
import { readGroups, theGroup } from "../groups/read";
import { type OutFlags, requireFree, writeOut } from "../out-file";
import { note, print, type Shell } from "../shell";
import { type SettingsFlags, withSettings, withShowSecrets } from "../source/flags";
import { importFile } from "./import-file";
import { plan } from "./plan";
import { recogniser } from "./recognise";
import { typescriptProgram } from "./typescript";
import { yamlProgram } from "./yaml";
import { counted } from "../counted";

interface Flags extends SettingsFlags, OutFlags {
  readonly cloud?: Cloud;
  readonly showSecrets?: boolean;
  readonly yaml?: boolean;
  readonly importFile?: boolean;
  readonly project?: string;
}

/** `export`: a program for the live groups of a tenant or account. */
export function exportCommand(shell: Shell): Command {
  return withShowSecrets(withSettings(new Command("export")))
    .description(
      "Writes a program that adopts the live groups of a tenant or account as they are: its first up changes no rule.",
    )
    .argument("[groups...]", "names or ids of the groups; default: all")
    .addOption(new Option("--cloud <cloud>", "only one cloud").choices([...clouds]))
    .option("--yaml", "write a Pulumi.yaml for the native plugin instead of TypeScript")
    .addOption(
      new Option("--import-file", "write the JSON for pulumi import --file instead").conflicts("yaml"),
    )
    .option("--project <name>", "name of the project in the Pulumi.yaml; default: the name of the folder")
    .option("-o, --out <file>", "write to a file instead of stdout")
    .option("--force", "replace the file")
    .addHelpText(
      "after",
      `
Groups that are in error, cannot be read, or are secret in the state of the stack are left out, and each is named. A group
with a rule that no program can have is adopted without its rules.

Examples:
  $ pulumi-security-groups export --stack dev --out index.ts
  $ pulumi-security-groups export web db --tenant production
  $ pulumi-security-groups export --yaml --out Pulumi.yaml
  $ pulumi-security-groups export --import-file --out groups.json && pulumi import --file groups.json`,
    )
    .action((words: readonly string[], flags: Flags) => exportGroups(words, flags, shell));
}

async function exportGroups(words: readonly string[], flags: Flags, shell: Shell): Promise<void> {
  const { out } = flags;
  requireFree(flags);
  const live = await readGroups({ ...flags, live: true }, shell);
  const groups = words.length === 0 ? live : [...new Set(words.map((word) => theGroup(live, word)))];
  const planned = plan(groups);
  for (const { group, why } of planned.leftOut) {
    note(
      shell,
      `${group.title} (${group.id}) is left out: ${why}${group.cloud === "waldur" && group.canPull ? repair(group.id) : "."}`,
    );
  }
  for (const { group, why } of planned.withoutRules) {
    note(shell, `${group.title} (${group.id}) is adopted without its rules, which stay unchanged: ${why}.`);
  }
  const program = await written(planned, flags);
  if (out === undefined) print(shell, program);
  else {
    writeOut(out, program, flags);
    note(shell, `${out} has ${counted(groups.length - planned.leftOut.length, "group")}.`);
  }
}

const repair = (id: string) =>
  `. npx pulumi-security-groups waldur pull ${id} makes Waldur read it from OpenStack; then export again.`;

async function written(planned: ReturnType<typeof plan>, flags: Flags): Promise<string> {
  if (flags.importFile === true) return importFile(planned);
  if (flags.yaml !== true) return typescriptProgram(planned, await recogniser());
  return yamlProgram(planned, flags.project ?? basename(resolve(flags.cwd)));
}
