import { Command } from "commander";
import { SecurityGroupsError } from "../../provider/errors";
import { endWith, print, type Shell, withProgress } from "../shell";
import { type SourceFlags, stackOf, withSettings } from "../source/flags";
import { readSettings } from "../source/settings";
import { readState } from "../source/state";
import { quoted } from "../../provider/text/printable";
import { sameOfSeveral } from "../same-of-several";
import type { Drift } from "./compare";
import { type Findings, findDrift } from "./find";

interface Flags extends SourceFlags {
  readonly json?: boolean;
}

/** `drift`: what the clouds have that a stack's state has not, without running the program. */
export function driftCommand(shell: Shell): Command {
  return withSettings(new Command("drift"))
    .description("Compares the live groups of a stack with its state. Runs no program and changes nothing.")
    .option("--show-secrets", "show values that are secret in state")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
Exit codes: 0 no drift, 2 drift, 1 something could not be read.

Examples:
  $ pulumi-security-groups drift --stack dev
  $ pulumi-security-groups drift --stack dev --json | jq '.drift[].resource'`,
    )
    .action((flags: Flags) => drift(flags, shell));
}

async function drift(flags: Flags, shell: Shell): Promise<void> {
  const stack = stackOf(flags);
  if (stack === undefined)
    throw new SecurityGroupsError("name the stack with --stack: its state is compared");
  const [resources, config] = await withProgress(shell, `Reading the stack ${stack.stack}`, async () =>
    Promise.all([readState(stack), readSettings(flags)]),
  );
  const findings = await withProgress(shell, `Reading ${resources.length} resources`, () =>
    findDrift(resources, config, flags),
  );
  print(
    shell,
    flags.json === true
      ? JSON.stringify({ stack: stack.stack, resources: resources.length, ...findings }, null, 2)
      : driftText(findings, resources.length),
  );
  endWith(shell, findings.failures.length > 0 ? "failed" : findings.drift.length > 0 ? "found" : "fine");
}

/** Further ones say the same. */
const MOST_FAILURES = 5;

/** What has drifted, and what could not be looked at, in words. @param count of resources */
export function driftText({ drift: all, failures }: Findings, count: number): string {
  const more = failures.length - MOST_FAILURES;
  const failureLines = [
    ...failures.slice(0, MOST_FAILURES).map((failure) => `could not read: ${failure}`),
    ...(more > 0 ? [`could not read ${more} more`] : []),
  ];
  const unread = failures.length === 0 ? "" : `, ${failures.length} could not be read`;
  const end =
    all.length === 0
      ? `No drift in ${count - failures.length} of ${count} resources${unread}.`
      : `${all.length} of ${count} resources have drifted${unread}. pulumi refresh accepts this into state, pulumi up --refresh reverts it.`;
  return [...sameOfSeveral(all, oneText, ({ resource }) => resource), ...failureLines, end].join("\n");
}

function oneText(drift: Drift): string {
  const { id, gone, added, removed, fields } = drift;
  if (gone) return `is gone (${id})`;
  return [
    changeText(drift),
    ...added.map((key) => `  + ${key}`),
    ...removed.map((key) => `  - ${key}`),
    ...fields.map(
      ({ field, state, live }) => `  ~ ${field}: ${JSON.stringify(live)}, in state ${JSON.stringify(state)}`,
    ),
  ].join("\n");
}

/** What the change of rules means. */
function changeText({ opens, closes, unknown, changed = "" }: Drift): string {
  const words = [
    ...(opens.length > 0 ? [`allows ${opens.join(" and ")}`] : []),
    ...(closes.length > 0 ? [`no longer allows ${closes.join(" and ")}`] : []),
    ...(unknown.length > 0 ? [`what ${unknown.map(quoted).join(" and ")} may allow is not known`] : []),
  ];
  return (words.length > 0 ? words.join("; ") : "allows the same as in state") + changed;
}
