import type { Props } from "../../kit/handlers";
import { ruleSecrecy, secretRuleEntries, secretsOf } from "../../kit/secrets";
import type { KeyedTraffic } from "../../traffic/explain";
import { type ChangeSummary, changeSummary, summaryLine } from "../../traffic/format";
import { listed } from "../../traffic/format-protocols";
import { areGroupsSecret, targetOf, targetText } from "./inputs";
import { type TargetRef, type WireTarget, targets } from "../api/targets";
import { type FollowedUp, PREVIEW_TIMEOUT } from "../../run/resources";
import { causeText } from "../../text/failure-text";
import { undefinedIfNotFound } from "../../http/errors";
import { errorReason, isErred, type WireGroup } from "../api/schema";
import { isUnknown } from "../../rules/rule-map";
import type { WaldurCheck } from "../api/session";
import { isFromThisRun } from "../security-group/existing";
import { missingText } from "./wait";
import {
  notWantedElsewhere,
  type Seen,
  groupsBefore,
  groupsBeside,
  labelOf,
  notePlan,
  seenTarget,
} from "./existing";
import { groupsChange } from "./plan";
import { type NamedGroup, groupTraffic, keyOfGroup, programRules } from "./traffic";

/** A change of the groups of a target, with all that the target has. */
export interface TargetChange {
  readonly target: TargetRef;
  readonly found: WireTarget | undefined;
  readonly attach: readonly string[];
  readonly detach: readonly string[];
  /** Those of the new ones that are attached already. */
  readonly adopt: readonly string[];
  /** What all groups allow before and after; of those that are attached or detached alone, where the others are not known. */
  readonly before: readonly KeyedTraffic[];
  readonly after: readonly KeyedTraffic[];
  readonly areOthersKnown: boolean;
  /** How many groups there are afterwards. */
  readonly left: number | undefined;
}

/** What a change of groups is, in words, and what is wrong with it under a guard. */
export interface Statement {
  readonly line: string;
  readonly warnings: readonly string[];
  readonly problems: readonly string[];
}

/**
 * Says what a change of groups means for the target: what is opened, and what of that which is closed no other group allows.
 * @param secrets properties that say what is secret
 */
export function statementOf(inputs: Props, change: TargetChange, ...secrets: readonly Props[]): Statement {
  const { before, after, detach, attach } = change;
  const name = String(inputs["name"]);
  const hidden = ruleSecrecy({ secretInputs: secretsOf(inputs, ...secrets) });
  const isSwap = attach.length > 0 && detach.length > 0;
  const certain = changeSummary(before, after, isSwap ? true : undefined, { hidden });
  const summary = change.areOthersKnown ? certain : unsure(certain);
  const title = `${name}: ${actions(change, inputs)};`;
  const line = areGroupsSecret(inputs) ? title.slice(0, -1) : summaryLine(title, summary);
  const isBare = detach.length > 0 && change.left === 0;
  const on = targetText(change.target, change.found, inputs);
  return {
    line,
    warnings: isBare
      ? [`${name}: warning: the ${on} is left without any group: nothing reaches it, and it reaches nothing`]
      : [],
    problems: inputs["guard"] === "error" ? closings(summary, change, on, areGroupsSecret(inputs)) : [],
  };
}

/** What others may have allowed anyway, or may still allow. */
const unsure = ({ opens, closes, mayOpen, mayClose }: ChangeSummary): ChangeSummary => ({
  opens: [],
  closes: [],
  mayOpen: [...opens, ...mayOpen],
  mayClose: [...closes, ...mayClose],
  doubt: "its other groups are not known",
  gapFree: undefined,
});

function closings(
  { closes, mayClose }: ChangeSummary,
  { detach }: TargetChange,
  on: string,
  isSecret: boolean,
): string[] {
  const closed = [...closes, ...mayClose];
  if (detach.length === 0 || closed.length === 0) return [];
  const what = isSecret ? "traffic" : listed(closed, " and ");
  const verb = closes.length > 0 ? "closes" : "may close";
  return [`the change ${verb} ${what} on the ${on}; keep the groups attached, or set guard: "warn"`];
}

function actions({ attach, detach, adopt, found, target }: TargetChange, inputs: Props): string {
  const isSecret = areGroupsSecret(inputs);
  const names = (groups: readonly string[]) =>
    isSecret
      ? `${groups.length} ${groups.length === 1 ? "group" : "groups"}`
      : listed(groups.toSorted(), ", ");
  const on =
    found === undefined
      ? isUnknown(target.id)
        ? `a ${targetText(target)} that is not known yet`
        : `the ${targetText(target)}, which could not be read`
      : `the ${targetText(target, found, inputs)}`;
  const parts = [
    ...(adopt.length > 0 ? [`adopts ${names(adopt)}, which ${on} has already`] : []),
    ...(attach.length > 0 ? [`attaches ${names(attach)}${adopt.length > 0 ? "" : ` to ${on}`}`] : []),
  ];
  const gone = detach.length > 0 ? [`detaches ${names(detach)}${parts.length > 0 ? "" : ` from ${on}`}`] : [];
  return [...parts, ...gone].join("; ");
}

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
    return { problems: [], notes: [`${name}: warning: ${text}: pulumi up fails unless it exists by then`] };
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
      if (program !== undefined) secrets.push({ secretInputs: secretRuleEntries(program) });
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
