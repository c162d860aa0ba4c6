import type { Props } from "../../kit/handlers";
import { ruleSecrecy, secretsOf } from "../../kit/secrets/secret-inputs";
import type { KeyedTraffic } from "../../traffic/explain";
import { type ChangeSummary, changeSummary, summaryLine } from "../../traffic/format/change-summary";
import { listed } from "../../traffic/format/format-protocols";
import { areGroupsSecret, targetText } from "./inputs";
import type { TargetRef, WireTarget } from "../api/targets";

/** A change of the groups of a target, with all that the target has. */
export interface TargetChange {
  readonly target: { readonly kind: TargetRef["kind"] };
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
      ? `a ${targetText(target)} that is not known yet`
      : `the ${targetText(target, found, inputs)}`;
  const parts = [
    ...(adopt.length > 0 ? [`adopts ${names(adopt)}, which ${on} has already`] : []),
    ...(attach.length > 0 ? [`attaches ${names(attach)}${adopt.length > 0 ? "" : ` to ${on}`}`] : []),
  ];
  const gone = detach.length > 0 ? [`detaches ${names(detach)}${parts.length > 0 ? "" : ` from ${on}`}`] : [];
  return [...parts, ...gone].join("; ");
}
