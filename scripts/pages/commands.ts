import { EventEmitter } from "node:events";
import { Writable } from "node:stream";
import type { Command } from "commander";
import { commandLine } from "../../cli/run";

/** The pages of the commands, from their help. */
export function commandPages(): Map<string, string> {
  let help = "";
  const stdout = new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, done) => {
      help += text;
      done();
    },
  });
  const program = commandLine(
    Object.assign(new EventEmitter(), { stdout, stderr: stdout, exit: () => undefined }),
  );
  const helpOf = (command: Command) => {
    help = "";
    command.outputHelp();
    return help.trimEnd();
  };
  const pages = new Map<string, string>();
  for (const command of program.commands) {
    const all = [command, ...command.commands.filter(({ commands }) => commands.length === 0)];
    const name = command.name();
    pages.set(
      `command-${name}.md`,
      [
        `# Command: ${name}`,
        `With this page you can use \`npx pulumi-security-groups ${name}\`. ${command.description()}`,
        "[The command line](command-line.md) describes where settings and groups come from, exit codes, and examples of output.",
        ...all.flatMap((one) => [
          `## ${one === command ? "Options" : `${name} ${one.name()}`}`,
          "```text\n" + helpOf(one) + "\n```",
        ]),
      ].join("\n\n"),
    );
  }
  return pages;
}
