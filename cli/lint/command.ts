import { Command, Option } from "commander";
import { endWith, print, type Shell } from "../shell";
import type { Group } from "../groups/group";
import { readGroups } from "../groups/read";
import { type SourceFlags, withSource } from "../source/flags";
import { ownManifest } from "../version";
import { type GroupFinding, lintGroups } from "./find";
import { type FindingKind, findingKinds, kindNames } from "./kinds";
import { sarif } from "./sarif";
import { counted } from "../counted";
import { sameOfSeveral } from "../same-of-several";

interface Flags extends SourceFlags {
  readonly format: "text" | "json" | "sarif";
  readonly json?: boolean;
  readonly ignore: readonly FindingKind[];
}

/** `lint`: what is questionable about the rules of a stack or of live groups. */
export function lintCommand(shell: Shell): Command {
  return withSource(new Command("lint"))
    .description(
      "Finds rules that open too much to the world, redundant rules, and groups that no server uses.",
    )
    .addOption(
      new Option("--format <format>", "how findings are printed")
        .choices(["text", "json", "sarif"])
        .default("text"),
    )
    .option("--json", "the same as --format json")
    .addOption(
      new Option("--ignore <kinds...>", "kinds of findings to leave out").choices(kindNames).default([]),
    )
    .addHelpText(
      "after",
      `
Kinds of findings:
${kindNames.map((kind) => `  ${kind.padEnd(16)}${findingKinds[kind].text}`).join("\n")}

Exit codes: 0 no finding, 2 findings, 1 the groups could not be read.

Examples:
  $ pulumi-security-groups lint --stack dev
  $ pulumi-security-groups lint --cloud waldur --ignore shadowed unused
  $ pulumi-security-groups lint --stack dev --format sarif > lint.sarif`,
    )
    .action((flags: Flags) => lint(flags, shell));
}

async function lint(flags: Flags, shell: Shell): Promise<void> {
  const groups = await readGroups(flags, shell);
  const findings = lintGroups(groups, flags.ignore);
  print(shell, printed(findings, groups, flags));
  endWith(shell, findings.length > 0 ? "found" : "fine");
}

function printed(findings: readonly GroupFinding[], groups: readonly Group[], flags: Flags): string {
  if (flags.format === "sarif") {
    const file = flags.stack === undefined || flags.live === true ? undefined : "Pulumi.yaml";
    return JSON.stringify(sarif(findings, { version: ownManifest().version, file }), null, 2);
  }
  return flags.json === true || flags.format === "json"
    ? JSON.stringify({ groups: groups.length, findings: findings.map(plain) }, null, 2)
    : text(findings, groups);
}

const plain = ({ kind, key, message, group }: GroupFinding) => ({
  kind,
  level: findingKinds[kind].level,
  group: { cloud: group.cloud, id: group.id, title: group.title, instances: instancesOf(group) },
  rule: key,
  message,
});

/** How many instances use a group, where its server counts them. */
const instancesOf = (group: Group) => (group.cloud === "waldur" ? group.instances : undefined);

function titleOf(group: Group): string {
  const instances = instancesOf(group);
  return instances === undefined ? group.title : `${group.title} (${counted(instances, "instance")})`;
}

function text(findings: readonly GroupFinding[], groups: readonly Group[]): string {
  const lines = sameOfSeveral(
    findings,
    ({ kind, message }) => `${message} (${kind})`,
    ({ group }) => titleOf(group),
  );
  const incomplete = groups.filter(({ unmanagedRules }) => unmanagedRules === undefined).length;
  const notKnown =
    incomplete === 0
      ? ""
      : `; the other rules of ${incomplete} of them are not known: add --live to read them`;
  return [
    ...lines,
    `${counted(findings.length, "finding")} in ${counted(groups.length, "group")}${notKnown}.`,
  ].join("\n");
}
