import type { Rule } from "./args";
import { codec } from "./fields";

/** The rule that a readable key stands for; undefined for any other string. Keys are what state has of rules. */
export function parseRuleKey(key: string): Rule | undefined {
  return codec.parseKey(key);
}
