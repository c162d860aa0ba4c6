import { type Command, InvalidArgumentError, Option } from "commander";
import { type Cloud, clouds } from "../groups/group";
import type { StackRef } from "./pulumi";

/** Options that say which settings count. */
export interface SettingsFlags {
  readonly stack?: string;
  readonly cwd: string;
  /** Settings by their keys: `waldur:tenant`. */
  readonly config: Readonly<Record<string, string>>;
  readonly tenant?: string;
}

/** Further options that select groups. */
export interface SourceFlags extends SettingsFlags {
  readonly live?: boolean;
  readonly cloud?: Cloud;
  readonly showSecrets?: boolean;
}

/** The stack that is named, if one is. */
export const stackOf = ({ stack, cwd }: SettingsFlags): StackRef | undefined =>
  stack === undefined ? undefined : { stack, cwd };

/** Adds the options for settings to a command. */
export function withSettings(command: Command): Command {
  return command
    .option("-s, --stack <name>", "read settings from this stack, through pulumi")
    .option("-C, --cwd <folder>", "folder of the Pulumi project", ".")
    .option(
      "-c, --config <key=value>",
      "a setting, such as waldur:tenant=…; overrides stack and environment; may be repeated",
      oneMore,
      {},
    )
    .option("--tenant <tenant>", "tenant at Waldur: uuid, URL or name; the same as -c waldur:tenant=…");
}

/** Adds the options for groups, which are those of the stack unless `--live` is given, or no stack. */
export function withSource(command: Command): Command {
  return withCloud(withShowSecrets(withSettings(command))).option(
    "--live",
    "read the live groups, not the state of --stack",
  );
}

/** Adds the option that selects one of the clouds. */
export const withCloud = (command: Command): Command =>
  command.addOption(new Option("--cloud <cloud>", "only one cloud").choices([...clouds]));

/** Adds the option that decides about groups that are secret in the state of the stack. */
export const withShowSecrets = (command: Command): Command =>
  command.option("--show-secrets", "include groups that are secret in the stack's state, and show them");

function oneMore(text: string, others: Readonly<Record<string, string>>): Record<string, string> {
  const [, key, value] = /^([\w-]+:[\w.-]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) {
    throw new InvalidArgumentError("It must be a key and a value, such as waldur:tenant=web.");
  }
  return { ...others, [key]: value };
}
