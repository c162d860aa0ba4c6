import type { Rule } from "./rule";

/** `ingress tcp 22 from 203.0.113.0/24 to 10.0.0.7/32`, `egress icmp type 8 code 0 to anywhere`, `ingress any from anywhere`. */
const KEY = new RegExp(
  [
    "^(?<direction>ingress|egress) (?<protocol>.+?)(?: (?<min>\\d+)(?:-(?<max>\\d+))?)?",
    "(?: type (?<type>\\d+))?(?: code (?<code>\\d+))?",
    "(?: from (?<source>.+?))?(?: to (?<destination>.+?))?(?: from (?<sourceBehind>.+?))?$",
  ].join(""),
);

/** The rule that a readable key stands for; undefined for any other string. Keys are what state has of rules. */
export function parseRuleKey(key: string): Rule | undefined {
  const parts = KEY.exec(key)?.groups;
  if (parts === undefined) return undefined;
  const { direction, protocol = "any", min, max = min, type, code } = parts;
  const { source = parts["sourceBehind"], destination } = parts;
  const entries = {
    protocol: protocol === "any" ? undefined : protocol.toUpperCase(),
    srcAddress: source === "anywhere" ? undefined : source,
    dstAddress: destination === "anywhere" ? undefined : destination,
    minPort: numberOf(min),
    maxPort: numberOf(max),
    icmpType: numberOf(type),
    icmpCode: numberOf(code),
  };
  return { direction: direction === "egress" ? "OUT" : "IN", ...entries };
}

const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text));
