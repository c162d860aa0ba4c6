import { Command } from "commander";
import { messageOf } from "../../provider/errors";
import { type Cloud, clouds } from "../groups/group";
import { endWith, print, type Shell, withProgress } from "../shell";
import { configuredClouds } from "../source/accounts";
import { type SettingsFlags, stackOf, withCloud, withSettings } from "../source/flags";
import { commandSettings, readStackConfig, type StackConfig, type Wording } from "../source/settings";
import { type Check, failed, type Status } from "./check";
import { checkCloud } from "./clouds";
import { checkSpelling } from "./spelling";
import { checkVersions } from "./versions";

interface Flags extends SettingsFlags {
  readonly cloud?: Cloud;
  readonly json?: boolean;
}

/** Checks by what they are about. */
type Report = Readonly<Record<string, readonly Check[]>>;

/** `doctor`: whether everything is in place, and what to do where it is not. */
export function doctorCommand(shell: Shell): Command {
  return withCloud(withSettings(new Command("doctor")))
    .description(
      "Checks versions, settings and accounts, and prints what to do about each problem. Changes nothing.",
    )
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
Exit codes: 0 no problem, 2 a check failed, 1 doctor itself could not run.

Examples:
  $ pulumi-security-groups doctor --stack dev
  $ WALDUR_API_URL=https://waldur.example.com WALDUR_ACCESS_TOKEN=… pulumi-security-groups doctor`,
    )
    .action((flags: Flags) => doctor(flags, shell));
}

async function doctor(flags: Flags, shell: Shell): Promise<void> {
  const report = await withProgress(shell, "Looking", () => examine(flags));
  print(shell, flags.json === true ? JSON.stringify(report, null, 2) : text(report));
  const all = Object.values(report).flat();
  endWith(shell, all.some(({ status }) => status === "failed") ? "found" : "fine");
}

async function examine(flags: Flags): Promise<Report> {
  const versions = await checkVersions(flags.cwd);
  const { config, checks } = await stackConfig(flags);
  const settings = commandSettings(flags, config);
  const configured = flags.cloud === undefined ? configuredClouds(settings) : [flags.cloud];
  const accounts = await Promise.all(
    configured.map(async (cloud) => [cloud, await checkCloud(cloud, settings)] as const),
  );
  const none = failed(
    "there are settings for neither cloud",
    "Name a stack with --stack, or set WALDUR_API_URL and WALDUR_ACCESS_TOKEN, or E24CLOUD_API_KEY and E24CLOUD_API_SECRET.",
  );
  const report: Report = {
    ...Object.fromEntries(accounts),
    ...(configured.length === 0 && { settings: [none] }),
  };
  return {
    versions,
    ...(checks.length > 0 && { stack: checks }),
    ...worded(report, settings.wording),
  };
}

const worded = (report: Report, wording: Wording): Report =>
  Object.fromEntries(
    Object.entries(report).map(([title, checks]) => [
      title,
      checks.map(({ status, text, remedy }) => ({
        status,
        text: wording(text),
        ...(remedy !== undefined && { remedy: wording(remedy) }),
      })),
    ]),
  );

async function stackConfig(flags: Flags): Promise<{ config: StackConfig; checks: Check[] }> {
  const stack = stackOf(flags);
  if (stack === undefined) return { config: {}, checks: [] };
  try {
    const config = await readStackConfig(stack);
    return { config, checks: checkSpelling(config, flags.cloud === undefined ? clouds : [flags.cloud]) };
  } catch (error) {
    return { config: {}, checks: [failed(messageOf(error))] };
  }
}

const MARKS: Readonly<Record<Status, string>> = {
  ok: "ok     ",
  warning: "warning",
  failed: "FAILED ",
  skipped: "-      ",
};

function text(report: Report): string {
  return Object.entries(report)
    .flatMap(([title, checks]) => [
      title,
      ...checks.map(
        ({ status, text: said, remedy }) => `  ${MARKS[status]}  ${said}.${remedy ? ` ${remedy}` : ""}`,
      ),
    ])
    .join("\n")
    .replace(/([.!?])\.(?= |$)/gm, "$1");
}
