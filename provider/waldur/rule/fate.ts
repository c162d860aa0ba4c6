import { isWaldurProtocol, protocolNumber, protocolFor } from "./protocols";
import { ANY } from "./fields";
import type { WireRule } from "../api/schema";

/**
 * What becomes of a live rule whenever the rules of its group are written. Waldur imports whatever OpenStack has, and checks the
 * protocol of a rule that is sent back by its id alone as well.
 */
export type Fate =
  /** It is sent back by its id, and OpenStack does not touch it. */
  | "kept"
  /** It is sent in words that Waldur takes, and OpenStack deletes and creates it. */
  | "recreated"
  /** Waldur does not take it in any words. */
  | "lost"
  /** Kept where the server takes protocol numbers, else refused, which changes nothing. */
  | "unsure";

/** @param numbers whether the server takes IANA protocol numbers; undefined where that is not known */
export function fateOf(
  { ethertype, protocol, from_port: from, to_port: to }: FatedFields,
  numbers: boolean | undefined,
): Fate {
  if (isWaldurProtocol(protocol)) return "kept";
  const isNumber = /^\d{1,3}$/.test(protocol);
  const hasName = isWaldurProtocol(protocolFor(ethertype === "IPv6" ? "IPv6" : "IPv4", protocol));
  const hasPorts = from !== ANY || to !== ANY;
  // With a number Waldur takes no ports, such as those of SCTP.
  if (hasName) return isNumber && !hasPorts && numbers === true ? "kept" : "recreated";
  if (hasPorts || numbers === false || protocolNumber(protocol) === undefined) return "lost";
  if (!isNumber) return "recreated";
  return numbers === true ? "kept" : "unsure";
}

type FatedFields = Pick<WireRule, "ethertype" | "protocol" | "from_port" | "to_port">;

export const fates = ["kept", "recreated", "lost", "unsure"] as const satisfies readonly Fate[];
