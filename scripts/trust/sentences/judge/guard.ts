import { readRange } from "./address";
import { type Limits, type LiveRule, type Packet, packetText, verdict } from "./packet";
import { limitsOf } from "./keys";
import { samplePackets } from "./samples";

/** A group that filters, as a guard mentions it. */
export interface Guarded {
  readonly rules: readonly LiveRule[];
}

const nothing = (rules: readonly LiveRule[], fits: (packet: Packet) => boolean): string[] => {
  const packet = samplePackets(limitsOf(rules), []).find((one) => fits(one) && verdict(one, rules) !== "no");
  return packet ? [`lets in or out ${packetText(packet)}`] : [];
};
const isDhcp = ({ direction, protocol, port }: Packet) =>
  direction === "ingress" && protocol === 17 && (port === 67 || port === 68);

/** What must stay reachable, of which a sentence says that no rule lets it in. */
export const kept = (port: number, from: string): Limits => {
  const remote = readRange(from);
  return {
    direction: "ingress",
    families: [remote?.family ?? "IPv4"],
    protocols: { from: 6, to: 6 },
    ports: { from: port, to: port },
    ...(remote && { remote }),
  };
};

export const isKept = (limits: Limits, rules: readonly LiveRule[]): boolean =>
  samplePackets([limits, ...limitsOf(rules)], [])
    .filter(({ group }) => group === undefined)
    .filter((packet) => verdict(packet, [{ id: "", certain: [limits], perhaps: [] }]) === "yes")
    .every((packet) => verdict(packet, rules) === "yes");

/** What is untrue in what a guard says about the rules of a group; undefined where it is no such sentence. */
export function untruthsOfGuard(text: string, { rules }: Guarded): string[] | undefined {
  // What it says only perhaps, it says about rules that have not been seen yet, or of which not all is known.
  if (/, unless (a default rule of e24cloud's does that|a rule allows more than is known)/.test(text))
    return [];
  if (/lets nothing in\b/.test(text)) return nothing(rules, ({ direction }) => direction === "ingress");
  if (/lets nothing out\b|no rule lets anything out\b/.test(text))
    return nothing(rules, ({ direction }) => direction === "egress");
  if (/lets no DHCP in\b/.test(text)) return nothing(rules, isDhcp);
  const [, port, from = ""] =
    /no rule lets in tcp (\d+) from (\S+), which keepReachable lists/.exec(text) ?? [];
  if (port === undefined) return undefined;
  return isKept(kept(Number(port), from), rules) ? [`keeps tcp ${port} from ${from} reachable`] : [];
}

/** What a guard has to say about rules that are about to filter. */
export function silences(
  said: readonly string[],
  rules: readonly LiveRule[],
  keep: Limits | undefined,
): string[] {
  const says = (words: RegExp) => said.some((line) => words.test(line));
  const lets = (direction: string) => limitsOf(rules).some((limits) => limits.direction === direction);
  return [
    ...(lets("ingress") || says(/lets nothing in\b/) ? [] : ["does not say that nothing comes in"]),
    ...(lets("egress") || says(/lets nothing out\b/) ? [] : ["does not say that nothing goes out"]),
    ...(keep === undefined || isKept(keep, rules) || says(/keepReachable/)
      ? []
      : ["does not say what is no longer reachable"]),
  ];
}
