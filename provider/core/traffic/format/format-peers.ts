import type { Family } from "../../net/cidr";
import { cidrsOf } from "../../net/cidr";
import type { Interval } from "../traffic";
import { addressesOf, anyLocal, anyRemote, groupOf } from "../traffic";

/** Shows a group by its name; an id says little to people. */
export type GroupName = (id: string) => string;

/** A peer in words, and whether it is every address and group of the family. */
export interface FormattedPeer {
  readonly text: string;
  readonly any: boolean;
}

/** Peers in words: `10.0.0.0/8`, `group web`, `0.0.0.0/0 but 10.0.0.0/8`. The intervals must not touch each other. */
export function formatPeers(
  peers: readonly Interval[],
  family: Family,
  groupName: GroupName,
): FormattedPeer[] {
  const over = family === "IPv6" ? " over IPv6" : "";
  const name = (id: string) => `group ${groupName(id)}${over}`;
  const listed = (some: readonly Interval[]) => some.flatMap((one) => partsOf(one, family, name));
  if (peers.at(-1)?.to !== anyRemote.to) return listed(peers).map((text) => ({ text, any: false }));

  // Nearly everything: said by what is missing.
  const everyAddress = rangeText(anyLocal(family), family);
  const missing = listed(gapsOf(peers));
  if (missing.length === 0) return [{ text: everyAddress, any: true }];
  const base = missing.includes(everyAddress) ? `any group${over}` : everyAddress;
  const but = missing.filter((text) => text !== everyAddress);
  return [{ text: but.length === 0 ? base : `${base} but ${but.join(", ")}`, any: false }];
}

/** The machine's own addresses in words; undefined where they are not limited. */
export function formatLocal(local: Interval, family: Family): string | undefined {
  const { from, to } = anyLocal(family);
  return local.from === from && local.to === to ? undefined : rangeText(local, family);
}

function partsOf(peer: Interval, family: Family, name: GroupName): string[] {
  const { addresses, groups } = addressesOf(peer, family);
  const group = groupOf(peer);
  return [
    ...(addresses === undefined ? [] : [rangeText(addresses, family)]),
    ...(groups ? [group === undefined ? "other groups" : name(group)] : []),
  ];
}

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
