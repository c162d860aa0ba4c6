import { SecurityGroupsError } from "../../provider/core/errors";
import { explain, type Explanation, type KeyedTraffic } from "../../provider/core/traffic/explain";
import {
  anyPeer,
  networkPeer,
  type Question,
  type QuestionPeer,
  questionTraffic,
} from "../../provider/core/traffic/question";
import type { TrafficSet } from "../../provider/core/traffic/set";
import { remoteGroup } from "../../provider/core/traffic/traffic";
import { parseId } from "../../provider/waldur/api/ids";
import { SELF } from "../../provider/waldur/rule/rule";
import { type Group, namesOf, readableKey, trafficOf } from "../groups/group";
import { theGroup } from "../groups/read";

/** What is asked, and towards whom. */
export interface Asked extends Question {
  /** Where it comes from: an address, a network, a group, `self` or `anywhere`. */
  readonly from?: string;
  /** Where it goes to. */
  readonly to?: string;
}

/** What the groups of a subject say of it together. */
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
    throw new SecurityGroupsError("--from and --to ask about two ways at once: leave one of them out");
  }
  const unknown = subject.filter(({ rules }) => rules === undefined).map(({ title }) => title);
  if (unknown.length > 0) {
    throw new SecurityGroupsError(
      `nobody knows from the state what ${unknown.join(", ")} allows, as its rules are not managed: add --live`,
    );
  }
  const peer = peerOf(from ?? to ?? "anywhere", subject, among);
  const traffic = questionTraffic(question, to === undefined ? "ingress" : "egress", peer);
  const nameOf = namesOf(among);
  const rules = subject.flatMap((group) =>
    trafficOf(group).map((rule): KeyedTraffic => {
      const key = readableKey(rule.key, nameOf);
      return {
        key: subject.length === 1 ? key : `${group.title}: ${key}`,
        traffic: rule.traffic.map((box) => withOwnId(box, group.id)),
      };
    }),
  );
  return { asked: traffic, explanation: explain(traffic, rules) };
}

type Box = TrafficSet[number];
const self = remoteGroup(SELF);

/** A group that is asked beside others is no longer the only one that rules mean by `self`. */
const withOwnId = (box: Box, id: string): Box =>
  box.remote.from === self.from && box.remote.to === self.to ? { ...box, remote: remoteGroup(id) } : box;

function peerOf(word: string, subject: readonly Group[], among: readonly Group[]): QuestionPeer {
  if (word === "anywhere") return anyPeer;
  if (word === SELF) {
    const [group, ...others] = subject;
    if (group === undefined || others.length > 0) {
      throw new SecurityGroupsError(
        "self means one group, and several are asked: name the one that is meant",
      );
    }
    return { remote: remoteGroup(group.id) };
  }
  if (/^[\d.]+(\/\d+)?$/.test(word) || word.includes(":")) return networkPeer(word);
  const id = parseId(word);
  const isKnown = among.some((group) => group.id === id);
  return { remote: remoteGroup(id !== undefined && !isKnown ? id : theGroup(among, word).id) };
}
