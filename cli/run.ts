import { Command, CommanderError } from "commander";
import { messageOf } from "../provider/errors";
import { unverifiedText } from "../provider/http/errors";
import { doctorCommand } from "./doctor/command";
import { driftCommand } from "./drift/command";
import { explainCommand } from "./explain/command";
import { exportCommand } from "./export/command";
import { graphCommand } from "./graph/command";
import { historyCommand } from "./history/command";
import { intentsCommand } from "./intents/propose";
import { testCommand } from "./intents/test";
import { lintCommand } from "./lint/command";
import { pluginCommand } from "./plugin";
import { reportCommand } from "./report/command";
import { sandboxCommand } from "./sandbox";
import { note, type Shell } from "./shell";
import { ownManifest } from "./version";
import { waldurCommand } from "./waldur";

/** Runs the command line with these arguments. Settings come from the environment of the process. */
export async function run(args: readonly string[], shell: Shell): Promise<void> {
  const unverified = unverifiedText();
  if (unverified !== undefined) note(shell, `warning: ${unverified}`);
  try {
    await commandLine(shell).parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      shell.exitCode = error.exitCode; // Commander has printed what is wrong, or the help.
      return;
    }
    note(shell, `error: ${messageOf(error)}`);
    shell.exit(1); // Other requests may still be running.
  }
}

const commands = [
  doctorCommand,
  driftCommand,
  explainCommand,
  exportCommand,
  graphCommand,
  historyCommand,
  intentsCommand,
  lintCommand,
  pluginCommand,
  reportCommand,
  sandboxCommand,
  testCommand,
  waldurCommand,
];

export function commandLine(shell: Shell): Command {
  const program = new Command("pulumi-security-groups")
    .description("Imports, inspects and visualizes groups, and serves a sandbox.")
    .version(ownManifest().version);
  for (const command of commands) program.addCommand(command(shell));
  useShell(program, shell);
  return program;
}

/** Has a command and its subcommands print to the shell, and throw where they would end the process. */
function useShell(command: Command, shell: Shell): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => shell.stdout.write(text),
    writeErr: (text) => shell.stderr.write(text),
  });
  for (const one of command.commands) useShell(one, shell);
}
