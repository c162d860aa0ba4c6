import type { DiffResult, Props } from "../../kit/handlers";
import { containsUnknown, isUnknown } from "../../rules/unknowns";
import { isOutOfOrder } from "../api/group-state";
import { readStoredInputs } from "./inputs";

/**
 * Rules of another group are other rules; a group in error or not finished is repaired by the next `pulumi up`. In a replacement the
 * new one comes first: the rules of the same group are then its own, and the delete of the old one leaves them alone.
 */
export function diffGroupRules(olds: Props, news: Props): DiffResult {
  const { securityGroup } = news;
  const isOther = !isUnknown(securityGroup) && olds["securityGroup"] !== securityGroup;
  const changes =
    isOther ||
    isOutOfOrder(olds["state"]) ||
    containsUnknown(news) ||
    JSON.stringify(readStoredInputs(olds)) !== JSON.stringify(readStoredInputs(news));
  const repairs = isOutOfOrder(olds["state"]) ? ["state"] : [];
  return { changes, replaces: isOther ? ["securityGroup"] : [], deleteBeforeReplace: false, repairs };
}
