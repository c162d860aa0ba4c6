import type { Fields } from "../../rules/rule-map";
import { defined } from "../../rules/values";
import type { RuleBody, WireRule } from "../api/group";
import type { Rule, RuleDraft } from "./args";
import { ANY_ADDRESS, codec } from "./fields";

/**
 * The readable key, which is a rule's identity: `ingress tcp 22 from 203.0.113.0/24 to 10.0.0.7/32`. The far side
 * comes first, the server's own side only where the rule names it.
 */
export function ruleKey(rule: RuleDraft): string {
  return codec.key(rule);
}

/** What a rule is about, without its addresses: `ingress tcp 9100-9104`, `egress icmp type 8 code 0`. */
export function ruleLabel(rule: Partial<RuleDraft>): string {
  return codec.label(rule);
}

/** A canonical rule as it stands in state or in a lookup, which says `0.0.0.0/0` for any address; undefined where it is none. */
export function readStoredRule(raw: unknown): Rule | undefined {
  const rule = codec.stored(raw);
  return rule && defined(rule);
}

/** The server's rule in canonical form. */
export function fromWire(wire: WireRule): Rule {
  return codec.decode(wire);
}

/** What is sent for a rule, in the order of the documentation. */
export function toWire(rule: Rule): RuleBody {
  const { direction, src_address, dst_address, ...others } = codec.encode(rule);
  return { direction, src_address, dst_address, ...others };
}

/** A rule as a person would write it in a program, which means the same. */
export function toRuleArgs(rule: Rule): Fields {
  const { direction, ports, ...others } = codec.spell(withFarSide(rule));
  return defined({ direction, ports, ...others });
}

/** Whether two rules are the same in every field. */
export function sameRule(one: Rule, other: Rule): boolean {
  return codec.isSame(one, other);
}

/** A rule that names the far side in any case, so that nobody takes it for forgotten. */
export function withFarSide<R extends Rule>(rule: R): R {
  const { direction, srcAddress = ANY_ADDRESS, dstAddress = ANY_ADDRESS } = rule;
  return direction === "IN" ? { ...rule, srcAddress } : { ...rule, dstAddress };
}
