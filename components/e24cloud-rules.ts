import { allow, type AllowArgs, type RuleArgs } from "../provider/e24cloud";
import type { NeutralRule } from "./neutral-rules";

/** A neutral rule as rules of an e24cloud group; none where its peer is a group, which no rule there can name. */
export function e24cloudRules({ direction, traffic, peer }: NeutralRule): RuleArgs[] {
  if (peer === "members") return [];
  const address = peer === "anywhere" ? "0.0.0.0/0" : peer.cidr;
  const ends: AllowArgs = direction === "ingress" ? { from: address } : { to: address };
  if (typeof traffic === "string") return allow[traffic](ends);
  return allow.all(ends).map((any) => ({ ...any, ...traffic }));
}
