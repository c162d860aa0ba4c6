import type { Fields } from "./rule-map";

/** A list of networks without any is meant as such, and makes no rule. */
export const emptyListRemarks = ({ cidrs }: Fields): string[] =>
  Array.isArray(cidrs) && cidrs.length === 0 ? ["cidrs is an empty list, so it makes no rule"] : [];

/** ICMP 0 to 255 is how some write all of ICMP; as type and code there is no such message. */
export const icmpRemarks = ({ protocol, fromPort: type, toPort: code }: Fields): string[] =>
  typeof protocol === "string" && /icmp/i.test(protocol) && type === 0 && code === 255
    ? ["ICMP type 0 with code 255 does not exist: leave both out for all of ICMP"]
    : [];
