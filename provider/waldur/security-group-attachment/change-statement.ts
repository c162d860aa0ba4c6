import type { Props } from "../../kit/handlers";
import { secretsOf } from "../../kit/secrets/secret-inputs";
import { type FollowedUp, PREVIEW_TIMEOUT } from "../../run/seen";
import { causeText } from "../../text/issue-text";
import { undefinedIfNotFound } from "../../http/errors";
import { errorReason, isErred } from "../api/group-state";
import { isUnknown } from "../../rules/unknowns";
import type { WireGroup } from "../api/schema";
import { type TargetRef, targets, type WireTarget } from "../api/targets";
import type { WaldurCheck } from "../security-group/existing";
import { isFromThisRun } from "../security-group/ownership";
import { targetOf, targetText } from "./inputs";
import { missingText } from "./wait";
import { notWantedElsewhere } from "./owners";
import { groupsChange } from "./plan";
import { groupsBefore, groupsBeside, labelOf, notePlan, type Seen, seenTarget } from "./preview";
import { statementOf } from "./statement";
import { groupTraffic, keyOfGroup, type NamedGroup, programRules } from "./traffic";

/** What an attachment wants that is new or changed. */
export interface WantedChange {
  /** Ids of the groups in state. */
  readonly former: readonly string[];
  readonly groups: readonly NamedGroup[];
}

/** Says what the change means for the target, with all its groups, and refuses what must not or cannot be done. */
export async function changeStatement(
  work: WaldurCheck,
  inputs: Props,
  wanted: WantedChange,
  outputs: Props,
): Promise<FollowedUp> {
  const target = targetOf(inputs);
  if (target === undefined) return { problems: [] };
  const seen = await seenTarget(work, target);
  const name = String(inputs["name"]);
  if (seen === "missing") {
    const text = `there is no ${missingText(target).slice("the ".length)}, or the token's user may not see it`;
    return { problems: [], notes: [`${name}: warning: ${text}: pulumi up fails unless it is there by then`] };
  }
  const live = await groupsBeside(work, seen);
  const { line, warnings, problems } = statement(work, inputs, { target, seen, live, ...wanted }, outputs);
  const misplaced = await misplacedGroups(work, { target, seen, live, groups: wanted.groups });
  return {
    problems: [...misplaced.problems, ...problems],
    notes: [
      ...(line === undefined ? [] : [line]),
      ...[...misplaced.warnings, ...erred(target, seen)].map((text) => `${name}: warning: ${text}`),
      ...warnings,
    ],
  };
}

interface Known extends WantedChange {
  readonly target: TargetRef;
  readonly seen: Exclude<Seen, "missing">;
  /** The groups of the tenant. */
  readonly live: readonly WireGroup[] | undefined;
}

function statement(work: WaldurCheck, inputs: Props, known: Known, outputs: Props) {
  const { target, seen, live, former, groups } = known;
  const { run, settings } = work;
  const own = groups.map(keyOfGroup);
  const before = seen === undefined ? new Set(former) : groupsBefore(work, target, seen);
  const pairs = { apiUrl: settings.apiUrl, target, groups: former };
  const dismissed = isUnknown(target.id) ? [] : notWantedElsewhere(run, work.owner(inputs), pairs);
  const change = groupsChange([...before], { own, dismissed, exclusive: inputs["exclusive"] === true });
  notePlan(work, inputs, change);
  const named = (key: string): NamedGroup =>
    groups.find((group) => keyOfGroup(group) === key) ?? { id: key, label: labelOf(work.session(), key) };
  const labels = (keys: readonly string[]) =>
    keys.map((key) => {
      const { id, label } = named(key);
      return id === undefined ? label : labelOf(work.session(), id);
    });
  const secrets: Props[] = [];
  const trafficOf = (keys: Iterable<string>) =>
    [...keys].flatMap((key) => {
      const group = { ...named(key), label: labels([key])[0] ?? key };
      const program = programRules(run, settings.apiUrl, group);
      if (program !== undefined) secrets.push({ secretInputs: secretsOf(program).filter(isOfRules) });
      return groupTraffic(
        group,
        program,
        live?.find(({ uuid }) => uuid === group.id),
      );
    });
  const after = new Set([...before, ...change.attach].filter((key) => !change.detach.includes(key)));
  const adopt = own.filter(
    (key) => !former.includes(key) && seen?.groups.some(({ id }) => id === key) === true,
  );
  if (change.attach.length + change.detach.length + adopt.length === 0)
    return { line: undefined, warnings: [], problems: [] };
  const [trafficBefore, trafficAfter] = [trafficOf(before), trafficOf(after)];
  return statementOf(
    inputs,
    {
      target,
      found: seen,
      attach: labels(change.attach),
      detach: labels(change.detach),
      adopt: labels(adopt),
      before: trafficBefore,
      after: trafficAfter,
      areOthersKnown: seen !== undefined,
      left: seen === undefined ? undefined : after.size,
    },
    outputs,
    ...secrets,
  );
}

const isOfRules = (entry: string) => entry.startsWith("rules.");

const erred = (target: TargetRef, seen: WireTarget | undefined): string[] =>
  seen !== undefined && isErred(seen)
    ? [
        causeText({
          cause: `the ${targetText(target, seen)} is ERRED (${errorReason(seen)})`,
          remedy: "pulumi up has Waldur read it from OpenStack first, and fails where it stays so",
        }),
      ]
    : [];

/** Groups that the tenant of the target does not have: of another one, which Waldur refuses, or of none. */
async function misplacedGroups(
  work: WaldurCheck,
  { target, seen, live, groups }: Pick<Known, "target" | "seen" | "live" | "groups">,
): Promise<{ problems: readonly string[]; warnings: readonly string[] }> {
  const problems: string[] = [];
  const warnings: string[] = [];
  if (seen?.tenant === undefined || live === undefined) return { problems, warnings };
  const { run, settings } = work;
  const client = work.session().client.within({ patience: 0, timeout: PREVIEW_TIMEOUT });
  for (const { id } of groups) {
    if (id === undefined || live.some(({ uuid }) => uuid === id)) continue;
    const found = await undefinedIfNotFound(client.getGroup(id)).catch(() => null);
    if (found === null || (found === undefined && isFromThisRun(run, settings.apiUrl, id))) continue;
    if (found === undefined)
      warnings.push(`there is no group ${id}, or the token's user may not see it: pulumi up fails`);
    else if (found.tenant_uuid !== seen.tenant)
      problems.push(
        `the group ${id} is in another tenant than the ${targetText(target, seen)}: name a group of the tenant of the ${targets[target.kind].title}`,
      );
  }
  return { problems, warnings };
}
