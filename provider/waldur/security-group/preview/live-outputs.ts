import type { Props } from "../../../kit/handlers";
import { ruleOutputs } from "../../../kit/unmanaged-rules";
import { type RuleLanguage, rulesInState } from "../../../rules/rule-map";
import { isUnknown } from "../../../rules/unknowns";
import { isOk, isOutOfOrder } from "../../api/group-state";
import type { WireGroup } from "../../api/schema";
import type { Rule } from "../../rule/args";
import { rulesOf } from "../live-rules";
import { unreturnableOutput } from "../unreturnable-rules";
import type { WaldurCheck } from "./existing";
import { tenantPreviews } from "../../api/tenant-preview";

/** A group of a tenant as a preview sees it; undefined where it cannot be read. */
export async function groupInPreview(
  work: WaldurCheck,
  tenant: unknown,
  isMeant: (group: WireGroup) => boolean,
): Promise<WireGroup | undefined> {
  if (typeof tenant !== "string" || isUnknown(tenant)) return undefined;
  const preview = await tenantPreviews(work.session()).of(tenant, work.print);
  return preview?.groups.find(isMeant);
}

/** Outputs, and whether the rules in them may only have been wanted. */
export interface KnownOutputs {
  readonly outputs: Props;
  readonly areUnsure: boolean;
}

/**
 * The outputs of a group with the rules that are live: where the last update was not finished, those in state may only have
 * been wanted, so that the group is read.
 */
export async function outputsWithLiveRules(
  work: WaldurCheck,
  id: string,
  outputs: Props,
  language: RuleLanguage<Rule>,
): Promise<KnownOutputs> {
  const own = rulesInState(outputs["rules"], language);
  const isFinished = outputs["unfinished"] !== true && !isOutOfOrder(outputs["state"]);
  if (own === undefined || isFinished) return { outputs, areUnsure: false };
  const live = await groupInPreview(work, outputs["tenant"], ({ uuid }) => uuid === id);
  // Of a group that is not OK, Waldur shows what it wants.
  if (live === undefined || !isOk(live)) return { outputs, areUnsure: true };
  const rules = { ...ruleOutputs(rulesOf(live), own), ...unreturnableOutput(live) };
  const { name, description } = live;
  return { outputs: { ...outputs, name, description, ...rules }, areUnsure: false };
}
