import type { Family } from "./address";
import {
  fits,
  type Limits,
  type LiveRule,
  type Packet,
  packetText,
  type Verdict,
  verdict,
  VERDICTS,
} from "./packet";
import { limitsOf } from "./keys";
import { limitsIn, type Phrase } from "./phrases";
import { covers } from "./change";
import { samplePackets } from "./samples";

/** What an answer says about what was asked. */
export interface AnswerClaims {
  readonly verdict: "all" | "part" | "nothing" | "unknown";
  readonly allowed: readonly Phrase[];
  readonly notKnown: readonly Phrase[];
  readonly notAllowed: readonly Phrase[];
}

export interface Asked {
  /** What was asked about. */
  readonly limits: readonly Limits[];
  /** The part that must be allowed for "allowed". */
  readonly needed: readonly Limits[];
  readonly rules: readonly LiveRule[];
  readonly groups: readonly string[];
}

const lists = { yes: "allowed", maybe: "notKnown", no: "notAllowed" } as const satisfies Record<
  Verdict,
  keyof AnswerClaims
>;

/**
 * The packets that a question is about, with what the rules make of each. Which addresses the members of a group have is not
 * known, so of these counts the one that is allowed least.
 */
function askedPackets({ limits, rules, groups }: Asked, phrases: readonly Phrase[]) {
  const isMember = ({ group }: Packet) =>
    limits.some(({ remote }) => remote !== undefined && "group" in remote && remote.group === group);
  const packets = samplePackets([...limits, ...limitsIn(phrases), ...limitsOf(rules)], groups);
  const addresses = { IPv4: addressesIn(packets, "IPv4"), IPv6: addressesIn(packets, "IPv6") };
  const judged = (packet: Packet) => ({ packet, is: verdict(packet, rules) });
  const leastAllowed = (packet: Packet) =>
    addresses[packet.family]
      .map((remote) => judged({ ...packet, remote }))
      .reduce(
        (least, one) => (VERDICTS.indexOf(one.is) < VERDICTS.indexOf(least.is) ? one : least),
        judged(packet),
      );
  return packets
    .filter((packet) => packet.group === undefined || isMember(packet))
    .filter((packet) => limits.some((one) => fits(packet, one)))
    .map((packet) => (packet.group === undefined ? judged(packet) : leastAllowed(packet)));
}

const addressesIn = (packets: readonly Packet[], family: Family) => [
  ...new Set(packets.filter((packet) => packet.family === family).map(({ remote }) => remote)),
];

/** What is untrue in an answer to a question. */
export function untruthsOfAnswer(claims: AnswerClaims, about: Asked): string[] {
  const phrases = [...claims.allowed, ...claims.notKnown, ...claims.notAllowed];
  const asked = askedPackets(about, phrases);
  const first = (wrong: (is: Verdict) => boolean) => asked.find(({ is }) => wrong(is));
  const found: string[] = [];
  if (claims.verdict === "nothing") {
    const wrong = first((is) => is !== "no");
    if (wrong) found.push(`says that nothing is allowed, but ${packetText(wrong.packet)}: ${wrong.is}`);
    if (phrases.length === 0) return found;
  }
  for (const { packet, is } of asked) {
    if (!claims[lists[is]].some((phrase) => covers(phrase, packet)))
      found.push(`does not say ${is} of ${packetText(packet)}`);
    for (const other of ["yes", "maybe", "no"] as const)
      if (other !== is && claims[lists[other]].some((phrase) => covers(phrase, packet)))
        found.push(`says ${other} of ${packetText(packet)}, which is ${is}`);
  }
  const missing = asked.find(
    ({ packet, is }) => is !== "yes" && about.needed.some((one) => fits(packet, one)),
  );
  if (claims.verdict === "all" && missing)
    found.push(`says that all is allowed, but ${packetText(missing.packet)}: ${missing.is}`);
  if (claims.verdict === "unknown" && first((is) => is === "yes")) found.push("says that nothing is known");
  return found.slice(0, 3);
}

/**
 * What is untrue in a matcher that passes or fails.
 * @param phrases what its message names, at the edges of which is looked, too
 */
export function untruthsOfOutcome(
  { passes, not, world }: { passes: boolean; not: boolean; world: boolean },
  about: Asked,
  phrases: readonly Phrase[],
): string[] {
  const asked = askedPackets(about, phrases);
  if (asked.length === 0) return [];
  const isNeeded = ({ packet }: { packet: Packet }) => about.needed.some((one) => fits(packet, one));
  const closed = asked.find((one) => isNeeded(one) && one.is !== "yes");
  if (!not && passes && closed) return [`it is not allowed: ${packetText(closed.packet)}`];
  if (!not && !passes && !closed) return ["all of it is allowed"];
  // For the world, "not" is weaker: it is not open to all of the world.
  const open = asked.find(({ is }) => is !== "no");
  if (not && passes && open && !world) return [`it is allowed: ${packetText(open.packet)}`];
  if (not && !passes && !open) return ["nothing of it is allowed"];
  return [];
}
