import { keyedMap, type RuleMap } from "../../rules/rule-map";
import { perOwner } from "../../run/run";
import type { Group } from "../api/group";
import { ruleKey, fromWire } from "../rule/codec";
import type { Rule } from "../rule/args";
import type { LiveRule } from "./plan/plan";

/** The rules of a group as the server has them: those of one answer are read once. */
export const liveRules = perOwner((group: Pick<Group, "rules">): readonly LiveRule[] =>
  group.rules.map((wire) => {
    const rule = fromWire(wire);
    return { id: wire.id, key: ruleKey(rule), rule };
  }),
);

/** The same by their keys. */
export const rulesOf = perOwner((group: Pick<Group, "rules">): RuleMap<Rule> => keyedMap(liveRules(group)));
