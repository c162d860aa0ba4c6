import { Command } from "commander";
import { SecurityGroupsError } from "../../provider/errors";
import { endWith, print, type Shell, withProgress } from "../shell";
import { type SourceFlags, stackOf, withCloud, withSettings } from "../source/flags";
import { readSettings } from "../source/settings";
import { readState } from "../source/state";
import { quoted } from "../../provider/text/printable";
import { sameOfSeveral } from "../same-of-several";
import type { Drift } from "./compare";
import { AT_ONCE, driftOf, type Finding, findDrift, titlesOf } from "./find";

interface Flags extends SourceFlags {
  readonly json?: boolean;
}

/** `drift`: what the clouds have that a stack's state has not, without running the program. */
export function driftCommand(shell: Shell): Command {
  return withCloud(withSettings(new Command("drift")))
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
  const [all, config] = await withProgress(shell, `Reading the stack ${stack.stack}`, async () =>
    Promise.all([readState(stack), readSettings(flags)]),
  );
  const resources = all.filter(({ handler }) => handler.startsWith(flags.cloud ?? ""));
  const count = resources.length;
  if (flags.json === true) {
    const findings = await withProgress(shell, `Reading ${count} resources`, () =>
      findDrift(resources, config, flags),
    );
    print(shell, JSON.stringify({ stack: stack.stack, resources: count, ...findings }, null, 2));
    endWith(shell, outcome({ drifted: findings.drift.length, unread: findings.failures.length }));
    return;
  }
  const lines = driftLines(driftOf(resources, config, { ...flags, names: titlesOf(all) }), count);
  endWith(shell, outcome(await printAll(lines, `Reading ${count} resources`, shell)));
}

/** How many resources have drifted, and how many could not be read. */
interface Counts {
  readonly drifted: number;
  readonly unread: number;
}

const outcome = ({ drifted, unread }: Counts) => (unread > 0 ? "failed" : drifted > 0 ? "found" : "fine");

/** Prints each part when it is ready, and shows on a terminal that more may follow. @returns what the texts end with */
async function printAll<R>(texts: AsyncGenerator<string, R>, what: string, shell: Shell): Promise<R> {
  for (;;) {
    const next = await withProgress(shell, what, () => texts.next());
    if (next.done === true) return next.value;
    print(shell, next.value);
  }
}

/** Further ones say the same. */
const MOST_FAILURES = 5;

/**
 * What has drifted, and what could not be read, in words: of many resources part by part. What is reported about several
 * in one part comes once. @param count of resources
 */
export async function* driftLines(
  findings: AsyncIterable<Finding>,
  count: number,
): AsyncGenerator<string, Counts> {
  let drifted = 0;
  let unread = 0;
  let part: Drift[] = [];
  const failures: string[] = [];
  const said = () => sameOfSeveral(part, oneText, ({ resource }) => resource).join("\n");
  for await (const one of findings) {
    if ("failure" in one) {
      unread += 1;
      if (unread <= MOST_FAILURES) failures.push(`could not read: ${one.failure}`);
      continue;
    }
    drifted += 1;
    part.push(one.drift);
    if (part.length < AT_ONCE) continue;
    yield said();
    part = [];
  }
  if (part.length > 0) yield said();
  yield* failures;
  if (unread > MOST_FAILURES) yield `could not read ${unread - MOST_FAILURES} more`;
  yield endText({ drifted, unread }, count);
  return { drifted, unread };
}

function endText({ drifted, unread }: Counts, count: number): string {
  const others = unread === 0 ? "" : `, ${unread} could not be read`;
  return drifted === 0
    ? `No drift in ${count - unread} of ${count} resources${others}.`
    : `${drifted} of ${count} resources have drifted${others}. pulumi refresh accepts this into state, pulumi up --refresh reverts it.`;
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
function changeText({ opens, closes, unknown, fields, changed = "" }: Drift): string {
  const words = [
    ...(opens.length > 0 ? [`allows ${opens.join(" and ")}`] : []),
    ...(closes.length > 0 ? [`no longer allows ${closes.join(" and ")}`] : []),
    ...(unknown.length > 0 ? [`what ${unknown.map(quoted).join(" and ")} may allow is not known`] : []),
  ];
  const areGroupsOthers = fields.some(({ field }) => field === "securityGroups");
  const same = areGroupsOthers ? "has other security groups" : "allows the same as in state";
  return (words.length > 0 ? words.join("; ") : same) + changed;
}
