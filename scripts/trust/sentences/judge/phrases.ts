import { type Family, readRange } from "./address";
import type { Direction, Limits } from "./packet";

/** Traffic as a sentence says it. */
export interface Phrase {
  readonly text: string;
  readonly includes: readonly Limits[];
  readonly excludes: readonly Limits[];
  /** It says only how many were left out, or how many more there are. */
  readonly loose: boolean;
}

/** All that phrases name, also what they leave out. */
export const limitsIn = (phrases: readonly Phrase[]): Limits[] =>
  phrases.flatMap(({ includes, excludes }) => [...includes, ...excludes]);

/** What a sentence that the judge cannot read throws. */
export class Unreadable extends Error {}

/** The name that the judge has for a group, by the words of a sentence. */
export type GroupOf = (words: string) => string | undefined;

const names: Readonly<Record<string, number>> = {
  igmp: 2,
  ipip: 4,
  tcp: 6,
  udp: 17,
  dccp: 33,
  gre: 47,
  esp: 50,
  ah: 51,
  ospf: 89,
  vrrp: 112,
  sctp: 132,
  udplite: 136,
};

const both: readonly Family[] = ["IPv4", "IPv6"];

/** `tcp 80, 443 from 10.0.0.0/8, group web`, with `egress` before it for outgoing traffic. */
export function readPhrase(text: string, groupOf: GroupOf): Phrase {
  const said = /^(egress )?(.+?) (from|to) (.+)$/.exec(text);
  if (said === null) throw new Unreadable(`no traffic: ${text}`);
  const [, egress, protocolText = "", preposition, rest = ""] = said;
  const direction: Direction = egress === undefined ? "ingress" : "egress";
  if ((direction === "ingress") !== (preposition === "from")) throw new Unreadable(`no direction: ${text}`);
  const own = new RegExp(` ${direction === "ingress" ? "to" : "from"} (\\S+)$`).exec(rest);
  const local = own === null ? undefined : readRange(own[1] ?? "");
  if (own !== null && local === undefined) throw new Unreadable(`no own address: ${text}`);
  const peers = readPeers(own === null ? rest : rest.slice(0, own.index), groupOf);
  const services = readServices(protocolText);
  const all = (some: readonly Service[], ends: readonly Peer[]) =>
    ends.flatMap(({ families, remote }) =>
      families
        .filter((family) => local === undefined || local.family === family)
        .flatMap((family) =>
          some.map(({ of, ...service }): Limits => {
            const protocols = of === "icmp" ? (family === "IPv4" ? 1 : 58) : undefined;
            return {
              direction,
              families: [family],
              ...service,
              ...(protocols !== undefined && { protocols: { from: protocols, to: protocols } }),
              ...(remote && { remote }),
              ...(local && { local }),
            };
          }),
        ),
    );
  const includes = all(services.some, peers.some);
  if (includes.length === 0) throw new Unreadable(`nothing: ${text}`);
  return {
    text,
    includes,
    excludes: [...all(services.but, peers.some), ...all(services.some, peers.but)],
    loose: peers.loose || saysOtherGroups(text),
  };
}

/** Which groups that are is nowhere said: of groups, such a phrase says nothing that could be held against it. */
export const saysOtherGroups = (text: string): boolean => text.includes("other groups");

interface Service extends Pick<Limits, "protocols" | "ports" | "codes"> {
  readonly of?: "icmp";
}

/** `tcp 80, 443`, `icmp type 8 code 0`, `any but tcp 22, udp`. */
function readServices(text: string): { some: readonly Service[]; but: readonly Service[] } {
  const [all = "", but, ...more] = text.split(" but ");
  if (more.length > 0) throw new Unreadable(`two buts: ${text}`);
  return { some: servicesIn(all), but: but === undefined ? [] : servicesIn(but) };
}

function servicesIn(text: string): Service[] {
  let protocol: Service | undefined;
  return text.split(", ").flatMap((item) => {
    const isDetail = /^(\d|type |code )/.test(item);
    if (!isDetail) protocol = protocolIn(item);
    if (protocol === undefined) throw new Unreadable(`no protocol: ${text}`);
    const details = isDetail ? item : item.replace(/^(protocols? [\d-]+|\S+) ?/, "");
    return [{ ...protocol, ...detailsIn(details, protocol) }];
  });
}

function protocolIn(item: string): Service {
  const [word = "", number = ""] = item.split(" ");
  if (word === "any") return {};
  if (word === "icmp") return { of: "icmp" };
  if (word === "protocol" || word === "protocols") return { protocols: rangeIn(number) };
  const known = names[word];
  if (known === undefined) throw new Unreadable(`no protocol: ${item}`);
  return { protocols: { from: known, to: known } };
}

function detailsIn(text: string, { of }: Service): Service {
  if (text === "") return {};
  const said =
    of === "icmp" ? /^(?:type ([\d-]+))?(?: ?code ([\d-]+))?$/.exec(text) : /^([\d-]+)$/.exec(text);
  if (said === null) throw new Unreadable(`no ports: ${text}`);
  const [, ports, codes] = said;
  return { ...(ports && { ports: rangeIn(ports) }), ...(codes && { codes: rangeIn(codes) }) };
}

function rangeIn(text: string) {
  const said = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (said === null) throw new Unreadable(`no range: ${text}`);
  return { from: Number(said[1]), to: Number(said[2] ?? said[1]) };
}

interface Peer {
  readonly families: readonly Family[];
  readonly remote?: Limits["remote"];
  /** The part that is left out, in brackets. */
  readonly but?: readonly Peer[];
}

function readPeers(text: string, groupOf: GroupOf) {
  const aside = / \(([^()]+) (had|keep|keeps) it\)$/.exec(text);
  const bare = aside === null ? text : text.slice(0, aside.index);
  const [all = "", but] = bare.split(/ but (?![^()]*\))(.*)/);
  const more = / and \d+ more$/;
  const some = listIn(all.replace(more, ""), groupOf);
  const counted = aside !== null && /^\d+ /.test(aside[1] ?? "");
  const left = aside !== null && !counted ? aside[1] : but;
  // A missing part is taken from the previous phrase.
  const last = some.at(-1);
  const missing = left === undefined ? [] : listIn(left, groupOf).map((peer) => narrowed(peer, last));
  const apart = some.flatMap(({ but: own = [] }) => own);
  return { some, but: [...missing, ...apart], loose: counted || more.test(all) };
}

const narrowed = (peer: Peer, { families }: Peer = { families: both }): Peer => ({
  ...peer,
  families: peer.families.filter((family) => families.includes(family)),
});

function listIn(text: string, groupOf: GroupOf): Peer[] {
  return text.split(/, (?![^()]*\))/).map((item): Peer => {
    if (item === "anywhere") return { families: both };
    if (item === "0.0.0.0/0") return { families: ["IPv4"] };
    if (item === "::/0") return { families: ["IPv6"] };
    const range = readRange(item);
    if (range !== undefined) return { families: [range.family], remote: range };
    const [, left, tail = ""] = /^any group \(but (.+)\)( over IPv[46])?$/.exec(item) ?? [];
    if (left !== undefined) {
      const [all] = listIn(`any group${tail}`, groupOf);
      if (all !== undefined) return { ...all, but: listIn(left, groupOf).map((one) => narrowed(one, all)) };
    }
    const [words = "", family] = item.split(" over ");
    if (family !== undefined && family !== "IPv4" && family !== "IPv6")
      throw new Unreadable(`no family: ${item}`);
    const families: readonly Family[] = family === undefined ? both : [family];
    if (words === "any group") return { families, remote: { anyGroup: "all" } };
    if (words === "other groups") return { families, remote: { anyGroup: "others" } };
    const group = groupOf(words.replace(/^group /, ""));
    if (group === undefined) throw new Unreadable(`no peer: ${item}`);
    return { families, remote: { group } };
  });
}
