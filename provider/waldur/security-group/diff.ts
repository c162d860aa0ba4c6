import { containsUnknown, isUnknown } from "../../core/rules/unknowns";
import { parseId } from "../api/ids";
import { readSomeInputs, type SecurityGroupInputs } from "./inputs";
import { sameRule } from "../rule/rule";

/** What a change of inputs means for a group. */
export interface GroupDiff {
  changes: boolean;
  replaces: string[];
  deleteBeforeReplace: boolean;
}

/**
 * Compares old outputs with new inputs by meaning. What the server alone tells never counts, but for a group in
 * error, which the next `pulumi up` is to repair.
 */
export function diffGroup(
  id: string,
  olds: Record<string, unknown>,
  news: Record<string, unknown>,
): GroupDiff {
  const neverCameAbout = olds["state"] === "ERRED" && olds["backendId"] === "";
  const replaces = [
    ...(isOther(olds["tenant"], news["tenant"]) ? ["tenant"] : []),
    ...(adoptsOther(id, olds["adopt"], news["adopt"]) ? ["adopt"] : []),
    // Waldur can neither mend nor set a group that OpenStack never had.
    ...(neverCameAbout ? ["name"] : []),
  ];
  const changes =
    replaces.length > 0 || olds["state"] === "ERRED" || containsUnknown(news) || differs(olds, news);
  // A new group of the same name has no place beside the old one, and one to adopt would be the old one.
  const deleteBeforeReplace = neverCameAbout || news["adopt"] !== undefined;
  return { changes, replaces, deleteBeforeReplace };
}

const isOther = (old: unknown, wanted: unknown) => old !== undefined && !isUnknown(wanted) && old !== wanted;

const adoptsOther = (id: string, old: unknown, wanted: unknown) =>
  typeof wanted === "string" && !isUnknown(wanted) && wanted !== old && parseId(wanted) !== id;

function differs(olds: Record<string, unknown>, news: Record<string, unknown>): boolean {
  const before = readSomeInputs(olds);
  const after = readSomeInputs(news);
  return !sameRules(before.rules, after.rules) || settingsText(before) !== settingsText(after);
}

/** Everything but the rules, in one text; reading has put the fields in order. */
const settingsText = (inputs: Partial<SecurityGroupInputs>) =>
  JSON.stringify({ ...inputs, rules: undefined });

type Rules = SecurityGroupInputs["rules"];

function sameRules(a: Rules, b: Rules): boolean {
  if (a === undefined || b === undefined) return a === b;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => {
      const [one, other] = [a[key], b[key]];
      return one !== undefined && other !== undefined && sameRule(one, other);
    })
  );
}
