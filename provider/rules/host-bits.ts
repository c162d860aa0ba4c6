import { parseCidr } from "../net/cidr";
import { isFields } from "./rule-map";

/** An address of a rule that says less than it seems to: the network that it is in counts. */
export interface HostBits {
  readonly position: number;
  /** As the program has it. */
  readonly given: string;
  readonly network: string;
  /** The host alone. */
  readonly host: string;
}

/** Addresses with host bits among the rules of a program. @param fields of a rule that hold addresses or lists of them */
export function hostBitsOf(rules: unknown, fields: readonly string[]): HostBits[] {
  if (!Array.isArray(rules)) return [];
  return rules.flatMap((rule: unknown, position) =>
    isFields(rule)
      ? fields.flatMap((field) => [rule[field]].flat()).flatMap((one) => found(one, position))
      : [],
  );
}

function found(given: unknown, position: number): HostBits[] {
  if (typeof given !== "string") return [];
  const network = parseCidr(given, { bareHost: "all" });
  if ("problem" in network || !network.hostBits) return [];
  const host = parseCidr(given.replace(/\/.*$/, ""), { bareHost: "all" });
  return "problem" in host ? [] : [{ position, given, network: network.text, host: host.text }];
}
