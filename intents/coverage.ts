import { covers, isAny, type TrafficSet, withGroupsOfAll } from "../provider/traffic/set";
import {
  anyLocal,
  anyRemote,
  groupOf,
  remoteGroup,
  type Direction,
  type Traffic,
} from "../provider/traffic/traffic";
import { type Host, isCounted, type Level, peersOf } from "./host";

/** The sides of a connection that do not let all of it through, whatever addresses the two ends have. */
export function closedSides(from: Host, to: Host, asked: TrafficSet, level: Level): Direction[] {
  const sides = [
    { direction: "ingress", host: to, other: from },
    { direction: "egress", host: from, other: to },
  ] as const;
  return sides
    .filter(({ direction, host, other }) => {
      if (host.groups.length === 0) return false;
      const wanted = askedOf(asked, direction, host, other);
      return wanted.length === 0 || !covers(allowedTowards(host, direction, other, level), wanted);
    })
    .map(({ direction }) => direction);
}

/** Whether a side lets some of it through. */
export function isPartlyOpen(direction: Direction, host: Host, other: Host, asked: TrafficSet): boolean {
  const wanted = askedOf(asked, direction, host, other);
  return isAny({ inAll: [wanted, allowedTowards(host, direction, other, "sure")], inNone: [] });
}

/** Stands for the servers of the other end, whose addresses are not known. */
const OTHER = remoteGroup("the other end");

/** What is asked, as the rules of one side see it. */
export function askedOf(asked: TrafficSet, direction: Direction, host: Host, other: Host): TrafficSet {
  return asked.flatMap((box) => {
    const at = (end: Host) => peersOf(end.networks).filter(({ family }) => family === box.family);
    const remotes = other.isWorld
      ? [anyLocal(box.family)]
      : other.networks.length > 0
        ? at(other).map(({ remote }) => remote)
        : [OTHER];
    const locals = host.networks.length > 0 ? at(host).map(({ remote }) => remote) : [anyLocal(box.family)];
    const within = anyLocal(box.family);
    const clipped = ({ from, to }: { from: bigint; to: bigint }) => ({
      from,
      to: to > within.to ? within.to : to,
    });
    return remotes.flatMap((remote) =>
      locals.map((local): Traffic => ({
        ...box,
        direction,
        remote: remote === OTHER ? remote : clipped(remote),
        local: clipped(local),
      })),
    );
  });
}

/** What the rules of one side allow towards the other end: what names one of its groups is about all of its servers. */
function allowedTowards(host: Host, direction: Direction, other: Host, level: Level): TrafficSet {
  // What may be in force, and `up` does not show either, is nothing to rely on.
  const counted = host.allows[direction].filter(
    (one) => one.level === "sure" || (level === "open" && one.level === "open" && isCounted(one, level)),
  );
  const isSomewhere = other.groups.length > 0 && other.networks.length === 0 && level === "open";
  const boxes = counted.map(({ box }) => {
    const group = groupOf(box.remote);
    const isMeant = group === undefined ? isSomewhere : other.groups.includes(group);
    return isMeant ? { ...box, remote: anyRemote } : box;
  });
  return withGroupsOfAll(boxes);
}
