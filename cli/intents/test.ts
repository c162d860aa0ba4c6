import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { messageOf, SecurityGroupsError } from "../../provider/errors";
import { checkIntents, named } from "../../intents/check";
import { inModel, parseIntents } from "../../intents/file";
import { counted } from "../counted";
import { endWith, print, type Shell } from "../shell";
import { type SourceFlags, withSource } from "../source/flags";
import { ownManifest } from "../version";
import { junit } from "./junit";
import { readModel } from "./groups";
import type { Outcome } from "./outcome";
import { intentsSarif } from "./sarif";

interface Flags extends SourceFlags {
  readonly format: "text" | "json" | "junit" | "sarif";
}

/** `test`: whether the intents of a file hold. */
export function testCommand(shell: Shell): Command {
  return withSource(new Command("test"))
    .description("Checks that the intents of a file hold: what must never and what must always be reachable.")
    .argument("<file>", "the file, such as intents.yaml")
    .addOption(
      new Option("--format <format>", "how the result is printed")
        .choices(["text", "json", "junit", "sarif"])
        .default("text"),
    )
    .addHelpText(
      "after",
      `
An intent that depends on what is not known counts as not known, and does not fail unless it says unknown: error.

Exit codes: 0 all intents hold, 2 some are broken, 1 the file or the groups could not be read.

Examples:
  $ pulumi-security-groups test intents.yaml --stack dev
  $ pulumi-security-groups test intents.yaml --stack dev --live --format junit > intents.xml`,
    )
    .action((file: string, flags: Flags) => testIntents(file, flags, shell));
}

async function testIntents(file: string, flags: Flags, shell: Shell): Promise<void> {
  const parsed = parseIntents(textOf(file), file);
  const { intents, model } = inModel(parsed, await readModel(flags, shell), file);
  const outcome = {
    file,
    intents: intents.map(named),
    findings: checkIntents(intents, { usual: model, strict: model }),
  };
  print(shell, printed(outcome, flags));
  endWith(shell, outcome.findings.some(({ level }) => level === "error") ? "found" : "fine");
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new SecurityGroupsError(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function printed(outcome: Outcome, { format }: Flags): string {
  if (format === "junit") return junit(outcome);
  if (format === "sarif") return JSON.stringify(intentsSarif(outcome, ownManifest().version), null, 2);
  if (format === "json")
    return JSON.stringify({ intents: outcome.intents.length, findings: outcome.findings }, null, 2);
  const lines = outcome.findings.map(({ place, state, level, text }) => {
    const word = state === "unknown" ? "not known" : level === "warn" ? "broken, only a warning" : "broken";
    return `${place}: ${word}: ${text}`;
  });
  const broken = outcome.findings.filter(({ state }) => state === "broken").length;
  return [...lines, `${counted(outcome.intents.length, "intent")}, ${broken} broken.`].join("\n");
}
