import { Deadline } from "../../../core/http/deadline";
import { whereThere } from "../../../core/http/errors";
import type { Props } from "../../../core/pulumi/handlers";
import type { RuleMap } from "../../../core/rules/rule-map";
import type { WaldurWork } from "../../api/cloud";
import type { WireGroup } from "../../api/schema";
import type { Rule } from "../../rule/rule";
import type { SecurityGroupInputs } from "../inputs";
import { GONE, rulesOf, storedGroup } from "../state";
import { GroupGoneError, isNewer } from "../wait/wait";

/** Seconds for the look at a group after a failure, which may have been that of its server. */
const LOOK_AFTER_FAILURE = 10;

/** A group after something about it has failed, and whether that is how it was before. */
export async function lookAfterFailure(
  { session }: WaldurWork,
  before: WireGroup,
): Promise<{ group: WireGroup; isOld: boolean }> {
  const client = session.client.within({ deadline: new Deadline(LOOK_AFTER_FAILURE) });
  const seen = await whereThere(client.getGroup(before.uuid)).catch(() => undefined);
  return { group: seen ?? before, isOld: seen === undefined || !isNewer(seen, before) };
}

/**
 * The rules to save after a failure: those that the server has. Where it shows nothing newer than before, it may have the
 * wanted ones as well, so that none of them may be forgotten.
 */
export async function rulesAfterFailure(
  work: WaldurWork,
  before: WireGroup,
  wanted: RuleMap<Rule> | undefined,
): Promise<{ group: WireGroup; rules: RuleMap<Rule> | undefined }> {
  const { group, isOld } = await lookAfterFailure(work, before);
  if (wanted === undefined) return { group, rules: undefined };
  return { group, rules: isOld ? { ...wanted, ...rulesOf(group) } : rulesOf(group) };
}

/** What is known of a group whose create or update has failed. */
export async function stateAfterFailure(
  work: WaldurWork,
  before: WireGroup,
  inputs: SecurityGroupInputs,
  failure: unknown,
): Promise<Props> {
  if (failure instanceof GroupGoneError) return goneState(storedGroup(before, inputs), failure);
  const { group, rules } = await rulesAfterFailure(work, before, inputs.rules);
  return { ...storedGroup(group, inputs), rules };
}

/** The state of a group that has turned out to be gone. @param known what state has of it */
export const goneState = (known: Props, failure: GroupGoneError): Props => ({
  ...known,
  state: GONE,
  errorMessage: failure.message,
});
