import { z } from "zod";
import { isAnywhere } from "../../net/anywhere";
import { parseCidr } from "../../net/cidr";
import { parsePorts, portsText } from "../../net/ports";
import { oneOf, text } from "../../kit/state-fields";
import { covers, type TrafficSet } from "../../traffic/set";
import { ANY_ADDRESS } from "../rule/fields";
import type { Rule } from "../rule/args";
import { ruleTraffic } from "../rule/traffic";

const ports = z.unknown().transform((value, context) => {
  const range = parsePorts(value);
  if (!("problem" in range)) return portsText(range);
  context.addIssue(value === undefined ? 'is missing: write 443 or "9100-9104"' : range.problem);
  return z.NEVER;
});

const network = text.transform((address, context) => {
  if (isAnywhere(address)) return ANY_ADDRESS;
  const cidr = parseCidr(address, { bareHost: "plain" });
  if (!("problem" in cidr)) return cidr.text;
  context.addIssue(cidr.message);
  return z.NEVER;
});

/** Something that has to stay reachable from outside, whatever happens to the rules. */
export const reachable = z.object(
  {
    protocol: z.preprocess(
      (word) => (typeof word === "string" ? word.toLowerCase() : word),
      oneOf("tcp", "udp").default("tcp"),
    ),
    ports,
    /** Networks; left out: anywhere, which is every IPv4 address, since e24cloud documents no others. */
    from: z
      .preprocess(
        (one) => (typeof one === "string" ? [one] : one),
        z
          .array(network, { error: "must be a network, or an array of networks" })
          .min(1, 'is an empty list, which guards nothing: name networks, or write "anywhere"'),
      )
      .optional(),
  },
  { error: "must be { ports, from }" },
);
export type Reachable = z.output<typeof reachable>;

/** What of the things to be kept reachable is not let in, in words. */
export function unreachableTexts(allowed: TrafficSet, keep: readonly Reachable[]): string[] {
  return keep.flatMap(({ protocol, ports: range, from = [ANY_ADDRESS] }) =>
    from
      .filter((source) => !covers(allowed, ruleTraffic(asRule(protocol, range, source))))
      .map((source) => `${protocol} ${range} from ${source === ANY_ADDRESS ? "anywhere" : source}`),
  );
}

function asRule(protocol: Reachable["protocol"], text: string, srcAddress: string): Rule {
  const range = parsePorts(text);
  if ("problem" in range) throw new RangeError(range.problem);
  return {
    direction: "IN",
    protocol: protocol === "tcp" ? "TCP" : "UDP",
    srcAddress,
    minPort: range.from,
    maxPort: range.to,
  };
}
