import type { Family } from "../../net/cidr";
import { cidrsOf } from "../../net/cidr";
import type { Interval } from "../traffic";
import { addressesOf, anyLocal, anyRemote, groupOf, SELF } from "../traffic";

/** Shows a group by its name; an id says little to people. */
export type GroupName = (id: string) => string;

/** Peers of one family. The intervals must not touch each other. */
export interface FamilyPeers {
  readonly family: Family;
  readonly peers: readonly Interval[];
}

/** The one thing that is left out of all peers, or how many there are: `10.0.0.0/8`, `3 networks`. */
export interface LeftOut {
  readonly text: string;
  readonly count: number;
}

/**
 * Peers in words: `10.0.0.0/8`, `group web` where both families have it, else `group web over IPv6`. `anywhere` is every address
 * and group of both families; what is missing comes last: `10.0.0.0/8, ::/0 but 2001:db8::/32`, `anywhere but 10.0.0.0/8`.
 * What is missing of groups stands in brackets, as more may follow: `any group (but group db) over IPv4, 10.0.0.0/8`.
 * @param aside what to say instead of what is missing, such as `10.0.0.0/8 had it`
 */
export function formatPeers(
  families: readonly FamilyPeers[],
  groupName: GroupName,
  aside?: (missing: LeftOut) => string | undefined,
): string[] {
  const readings = families.map((one) => readPeers(one, groupName));
  const texts = once(readings.flatMap(({ parts }) => parts));
  const [first, ...more] = readings.filter(({ isAny }) => isAny);
  if (first === undefined) return texts;
  const missing = once(
    [first, ...more].flatMap(({ missing }) => missing),
    more.length === 0,
  );
  const base = more.length > 0 ? "anywhere" : everyAddress(first.family);
  if (missing.length === 0) return [base, ...texts];
  const said = aside?.(leftOut(missing));
  return [...texts, said === undefined ? `${base} but ${missing.join(", ")}` : `${base} (${said})`];
}

/** The machine's own addresses in words; undefined where they are not limited. */
export function formatLocal(local: Interval, family: Family): string | undefined {
  const { from, to } = anyLocal(family);
  return local.from === from && local.to === to ? undefined : rangeText(local, family);
}

/** What lies between peers and before the first, where they are nearly all; undefined where they are not. */
export function missingPeers(peers: readonly Interval[]): Interval[] | undefined {
  return peers.at(-1)?.to === anyRemote.to ? gapsOf(peers) : undefined;
}

/** A network or a group in words. */
interface Part {
  readonly text: string;
  readonly family: Family;
  readonly isGroup: boolean;
}

interface Reading {
  readonly family: Family;
  /** Whether these are all peers of the family but those that are missing. */
  readonly isAny: boolean;
  readonly parts: readonly Part[];
  readonly missing: readonly Part[];
}

function readPeers({ family, peers }: FamilyPeers, groupName: GroupName): Reading {
  const partsOfAll = (some: readonly Interval[]) => some.flatMap((one) => partsOf(one, family, groupName));
  const gaps = missingPeers(peers);
  if (gaps === undefined) return { family, isAny: false, parts: partsOfAll(peers), missing: [] };
  const missing = partsOfAll(gaps);
  const some = missing.filter(({ text }) => text !== everyAddress(family));
  if (some.length === missing.length) return { family, isAny: true, parts: [], missing };
  const but = some.length === 0 ? "" : ` (but ${some.map(({ text }) => text).join(", ")})`;
  return { family, isAny: false, parts: [{ text: `any group${but}`, family, isGroup: true }], missing: [] };
}

/** Each part once: a group that one family alone has is said with the family, unless that is clear. */
function once(parts: readonly Part[], isClear = false): string[] {
  const families = (text: string) => parts.filter((part) => part.isGroup && part.text === text).length;
  return [
    ...new Set(
      parts.map(({ text, family, isGroup }) =>
        isGroup && !isClear && families(text) === 1 ? `${text} over ${family}` : text,
      ),
    ),
  ];
}

function leftOut(missing: readonly string[]): LeftOut {
  const [only = "", ...more] = missing;
  const groups = missing.filter((text) => /^(this group|group )/.test(text)).length;
  const what = groups === 0 ? "networks" : groups === missing.length ? "groups" : "networks and groups";
  return { count: missing.length, text: more.length === 0 ? only : `${missing.length} ${what}` };
}

function partsOf(peer: Interval, family: Family, groupName: GroupName): Part[] {
  const { addresses, groups } = addressesOf(peer, family);
  const group = groupOf(peer);
  const named = group === SELF ? "this group" : group && `group ${groupName(group)}`;
  return [
    ...(addresses === undefined ? [] : [{ text: rangeText(addresses, family), family, isGroup: false }]),
    ...(groups ? [{ text: named ?? "other groups", family, isGroup: true }] : []),
  ];
}

const everyAddress = (family: Family) => rangeText(anyLocal(family), family);

/** The network, or first and last address where there is none with these. */
function rangeText({ from, to }: Interval, family: Family): string {
  const [network = "", ...more] = cidrsOf(from, to, family);
  if (more.length === 0) return network;
  const [first, last] = [from, to].map((address) => cidrsOf(address, address, family)[0]?.split("/")[0]);
  return `${first}-${last}`;
}

/** What lies between the intervals, and before the first. */
function gapsOf(peers: readonly Interval[]): Interval[] {
  let next = 0n;
  return peers.flatMap(({ from, to }) => {
    const gap = { from: next, to: from - 1n };
    next = to + 1n;
    return gap.from <= gap.to ? [gap] : [];
  });
}
