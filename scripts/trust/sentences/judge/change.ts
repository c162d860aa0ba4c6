import type { Range } from "./address";
import {
  fits,
  isElsewhere,
  type Limits,
  type LiveRule,
  type Packet,
  packetText,
  type Verdict,
  UNNAMED,
  verdict,
  VERDICTS,
} from "./packet";
import { limitsOf } from "./keys";
import { limitsIn, type Phrase, saysOtherGroups } from "./phrases";
import { samplePackets } from "./samples";

/** What the server lets through before and after something. */
export interface Change {
  readonly before: readonly LiveRule[];
  readonly after: readonly LiveRule[];
  /** The groups that rules can name. */
  readonly groups: readonly string[];
}

/** What a sentence says about a change. */
export interface ChangeClaims {
  readonly opens: readonly Phrase[];
  readonly closes: readonly Phrase[];
  readonly mayOpen: readonly Phrase[];
  readonly mayClose: readonly Phrase[];
  /** It says only how many more there are of them. */
  readonly isCut: boolean;
}

/** What is untrue in the claims: a sentence for the first packet of each kind. */
export function untruthsOfChange(claims: ChangeClaims, { before, after, groups }: Change): string[] {
  const { opens, closes, mayOpen, mayClose } = claims;
  const named = limitsIn([...opens, ...closes, ...mayOpen, ...mayClose]);
  const packets = samplePackets([...limitsOf(before), ...limitsOf(after), ...named], groups);
  const remotes = packets.map(({ remote, family }) => ({ remote, family }));
  const changes = packets.map((packet) => ({ packet, ...changeOf(packet, before, after) }));
  const found: string[] = [];
  const check = (
    word: string,
    phrases: readonly Phrase[],
    from: "before" | "after",
    to: "before" | "after",
  ) => {
    for (const phrase of phrases) {
      const wrong = changes.find(({ packet, ...change }) => {
        if (!speaksOf(phrase, packet) || (phrase.loose && change[from] === "yes")) return false;
        if (packet.group === undefined) return !becomes(change[from], change[to]);
        return !remotes.some(({ remote, family }) => {
          if (family !== packet.family) return false;
          const there = changeOf({ ...packet, remote }, before, after);
          return becomes(there[from], there[to]);
        });
      });
      if (wrong) found.push(`${word} "${phrase.text}", but ${textOf(wrong)}`);
    }
    const missed = changes.find(
      ({ packet, ...change }) =>
        !claims.isCut &&
        change[from] === "no" &&
        change[to] === "yes" &&
        !phrases.some((phrase) => covers(phrase, packet)),
    );
    if (missed && !phrases.some(({ loose }) => loose))
      found.push(`does not say that it ${word} ${textOf(missed)}`);
  };
  check("opens", opens, "before", "after");
  check("closes", closes, "after", "before");
  for (const [word, phrases, from, to] of [
    ["may open", mayOpen, "before", "after"],
    ["may close", mayClose, "after", "before"],
  ] as const)
    for (const phrase of phrases) {
      const wrong = changes.find(
        ({ packet, ...change }) =>
          packet.group === undefined &&
          covers(phrase, packet) &&
          (change[to] === "no" || change[from] === "yes") &&
          !phrase.loose,
      );
      if (wrong) found.push(`${word} "${phrase.text}", but ${textOf(wrong)}`);
    }
  return found;
}

/** What may become so is reported as becoming so, where it was not certain before: that is the safe side. */
const becomes = (from: Verdict, to: Verdict) => from === "no" && to !== "no";

const changeOf = (packet: Packet, before: readonly LiveRule[], after: readonly LiveRule[]) => ({
  before: verdict(packet, before),
  after: verdict(packet, after),
});

const textOf = ({ packet, before, after }: { packet: Packet; before: Verdict; after: Verdict }) =>
  `${packetText(packet)}: before ${before}, after ${after}`;

const isNetwork = (remote: Limits["remote"]): remote is Range => remote !== undefined && "from" in remote;

/**
 * Whether a phrase mentions a packet. What it says about networks it says about those that are in no group, and "other groups" may leave
 * some out that are named elsewhere.
 */
function speaksOf(phrase: Phrase, packet: Packet): boolean {
  const { includes, excludes, text } = phrase;
  if (packet.group !== undefined && saysOtherGroups(text)) return false;
  const isAbout = ({ remote }: Limits) => {
    if (packet.group === undefined) return true;
    if (remote !== undefined && "anyGroup" in remote)
      return remote.anyGroup === "all" || packet.group === UNNAMED;
    return !isNetwork(remote);
  };
  return (
    includes.some((limits) => isAbout(limits) && fits(packet, limits)) &&
    !excludes.some((limits) => fits(packet, limits))
  );
}

/** Whether a packet is among what a phrase says. */
export const covers = ({ includes, excludes }: Phrase, packet: Packet): boolean =>
  includes.some((limits) => fits(packet, limits)) && !excludes.some((limits) => fits(packet, limits));

/**
 * Whether everything that is let through before and after is so at each step in between, and what may be, may be; the first packet
 * that is not.
 * @param known only what each of these lets through as well is checked: what was known before, and what was to follow from it
 */
export function gapIn(
  steps: readonly (readonly LiveRule[])[],
  groups: readonly string[],
  known: readonly (readonly LiveRule[])[] = [],
): string | undefined {
  const [before = [], after = []] = [steps[0], steps.at(-1)];
  const limits = [...limitsOf(before), ...limitsOf(after)];
  // What group an address is in is not known: a rule for a network and one for a group are two things.
  const packets = samplePackets(limits, groups).filter(
    (packet) => packet.group === undefined || isElsewhere(packet, limits),
  );
  const least = (packet: Packet, some: readonly (readonly LiveRule[])[]) =>
    Math.min(...some.map((rules) => VERDICTS.indexOf(verdict(packet, rules))));
  const lasting = [before, after, ...known];
  const cut = packets.find((packet) => least(packet, steps) < least(packet, lasting));
  return cut && packetText(cut);
}
