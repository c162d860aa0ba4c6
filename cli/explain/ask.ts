import { SecurityGroupsError } from "../../provider/errors";
import { explain, type Explanation, type KeyedTraffic, effectiveRules } from "../../provider/traffic/explain";
import {
  anyPeer,
  networkPeer,
  type Question,
  type QuestionPeer,
  questionTraffic,
} from "../../analysis/question";
import type { TrafficSet } from "../../provider/traffic/set";
import { remoteGroup } from "../../provider/traffic/traffic";
import { documentedPart } from "../../provider/e24cloud/rule/traffic";
import { parseId } from "../../provider/waldur/api/ids";
import { SELF } from "../../provider/waldur/rule/fields";
import { filterOf, type Group, namesOf, readableKey } from "../groups/group";
import { theGroup } from "../groups/read";

/** What is asked, and towards whom. */
export interface Asked extends Question {
  /** Where it comes from: an address, a network, a group, `self` or `anywhere`. */
  readonly from?: string;
  /** Where it goes to. */
  readonly to?: string;
}

/** The answer of all groups of a subject together. */
export interface Answer {
  readonly asked: TrafficSet;
  readonly explanation: Explanation;
}

/**
 * Whether some groups together allow some traffic, as they do where a server is in all of them.
 * @param among groups that may be named at the other end
 */
export function ask(subject: readonly Group[], asked: Asked, among: readonly Group[]): Answer {
  const { from, to, ...question } = asked;
  if (from !== undefined && to !== undefined) {
    throw new SecurityGroupsError("--from and --to are two directions: use only one of them");
  }
  const peer = peerOf(from ?? to ?? "anywhere", subject, among);
  const traffic = questionTraffic(question, to === undefined ? "ingress" : "egress", peer);
  const nameOf = namesOf(among);
  const rules = subject.flatMap((group) =>
    effectiveRules(filterOf(group)).map(({ key, traffic: sure, possible }): KeyedTraffic => {
      const readable = readableKey(key, nameOf);
      const own = (set: TrafficSet) => set.map((box) => withOwnId(box, group.id));
      return {
        key: subject.length === 1 ? readable : `${group.title}: ${readable}`,
        traffic: own(sure),
        possible: possible && own(possible),
      };
    }),
  );
  const isE24cloud = subject.every(({ cloud }) => cloud === "e24cloud");
  const needed = isE24cloud ? documentedPart(traffic) : traffic;
  const explanation = explain(traffic, rules, needed);
  return { asked: explanation.allowed === "all" ? needed : traffic, explanation };
}

type Box = TrafficSet[number];
const self = remoteGroup(SELF);

/** With several groups, `self` in their rules no longer means a single one. */
const withOwnId = (box: Box, id: string): Box =>
  box.remote.from === self.from && box.remote.to === self.to ? { ...box, remote: remoteGroup(id) } : box;

function peerOf(word: string, subject: readonly Group[], among: readonly Group[]): QuestionPeer {
  if (word === "anywhere") return anyPeer;
  if (word === SELF) {
    const [group, ...others] = subject;
    if (group === undefined || others.length > 0) {
      throw new SecurityGroupsError("self is ambiguous with several groups: name one group");
    }
    return { remote: remoteGroup(group.id) };
  }
  if (/^[\d.]+(\/\d+)?$/.test(word) || word.includes(":")) return networkPeer(word);
  const id = parseId(word);
  const isKnown = among.some((group) => group.id === id);
  return { remote: remoteGroup(id !== undefined && !isKnown ? id : theGroup(among, word).id) };
}
