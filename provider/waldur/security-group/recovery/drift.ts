import type { RuleMap } from "../../../rules/rule-map";
import { nameText } from "../../../text/printable";
import type { WireGroup } from "../../api/schema";
import { listRules } from "../../../rules/list-rules";
import type { RuleNaming } from "../../rule/codec";
import type { Rule } from "../../rule/args";
import { rulesOf } from "../live-rules";

export interface Drift {
  /** The group as Waldur had it. */
  readonly known: WireGroup;
  /** As OpenStack has it. */
  readonly pulled: WireGroup;
  /** Rules that do not count. */
  readonly apart: RuleMap<Rule>;
  readonly nameOf: RuleNaming;
}

/** In what OpenStack differs from what Waldur knew; undefined where it does not. */
export function driftText({ known, pulled, apart, nameOf }: Drift): string | undefined {
  const [before, after] = [rulesOf(known), rulesOf(pulled)];
  const missing = (from: RuleMap<Rule>, other: RuleMap<Rule>) =>
    Object.entries(from)
      .filter(([key]) => other[key] === undefined && apart[key] === undefined)
      .map(([, rule]) => rule);
  const [came, went] = [missing(after, before), missing(before, after)];
  const parts = [
    ...(came.length > 0 ? [`it has ${listRules(came, nameOf)}`] : []),
    ...(went.length > 0 ? [`it lacks ${listRules(went, nameOf)}`] : []),
    ...(known.name === pulled.name ? [] : [`the group is called "${nameText(pulled.name)}"`]),
    ...(known.description === pulled.description ? [] : ["the description is another"]),
  ];
  return parts.length === 0 ? undefined : parts.join("; ");
}
