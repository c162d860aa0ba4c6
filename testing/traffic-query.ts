import type { Family } from "../provider/net/ranges";
import type { ServiceName } from "../provider/net/services";
import { anyPeer, networkPeer, type QuestionPeer, questionTraffic } from "../analysis/question";
import type { TrafficSet } from "../provider/traffic/set";
import { remoteGroup } from "../provider/traffic/traffic";
import { lackOf } from "../provider/rules/values";
import { parseId } from "../provider/waldur/api/ids";
import { SELF } from "../provider/waldur/rule/fields";
import { idOf } from "./group-rules";
import { type GroupResource, isGroup } from "./subject";

/**
 * The other side: a host or network such as `198.51.100.7` or `10.0.0.0/8`, a group (the resource, its uuid or its
 * URL), `"self"` for the group that is asked, or `"anywhere"` for the whole world.
 */
export type Peer = string | GroupResource;

/** What is asked about. Of several protocols, all are asked about; without any, it is all traffic. */
export interface TrafficQuery {
  /** A port of TCP, or `"from-to"`. @default not asked about */
  tcp?: number | string;
  /** A port of UDP, or `"from-to"`. @default not asked about */
  udp?: number | string;
  /** A type of ICMP, or of ICMPv6 with IPv6 addresses; with or without a code: `8`, `{ type: 3, code: 4 }`. @default not asked about */
  icmp?: number | { type: number; code?: number };
  /** An IANA protocol number with all its ports, 6 for all of TCP. @default every protocol, where no other field names one */
  protocol?: number;
  /** All that a service listens on, such as `"https"`, by the names that presets have. @default not asked about */
  service?: ServiceName | "ping";
  /** Where it comes from: a host, a network, a group, `"self"` or `"anywhere"`. @default the whole world, unless `to` is given */
  from?: Peer;
  /** Where it goes to, instead of `from`. @default incoming traffic is asked about */
  to?: Peer;
  /** Own address of the machine behind the firewall. @default every one */
  at?: string;
  /** Whether IPv4 or IPv6 is asked about. @default the family of the address, else both */
  ethertype?: Family;
}

const FIELDS: readonly string[] = [
  "tcp",
  "udp",
  "icmp",
  "protocol",
  "service",
  "from",
  "to",
  "at",
  "ethertype",
] satisfies (keyof TrafficQuery)[];

/** Whether the other side is the whole world, and not all groups too. */
export const isAboutTheWorld = ({ from, to }: TrafficQuery): boolean => (from ?? to) === "anywhere";

/**
 * The traffic that is asked about.
 * @param self the id of the group that is asked, which its own rules call `self`
 * @throws {Error} for a question that makes no sense: an answer would mean nothing
 */
export async function askedTraffic(query: TrafficQuery, self?: string): Promise<TrafficSet> {
  const { from, to, ...question } = query;
  for (const [field, value] of Object.entries(query)) {
    if (!FIELDS.includes(field)) throw new Error(`unknown field ${field}: use ${FIELDS.join(", ")}`);
    const lack = lackOf(value);
    if (lack === undefined) continue;
    const other =
      field === "from" || field === "to" ? ', or write "anywhere" if that is meant' : " or leave it out";
    throw new Error(`${field} ${lack}: set it${other}`);
  }
  if (from !== undefined && to !== undefined) {
    throw new Error("from and to are two directions: use only one of them; the machine's own address is at");
  }
  const peer = await peerOf(from ?? to ?? "anywhere", self);
  return questionTraffic(question, to === undefined ? "ingress" : "egress", peer);
}

async function peerOf(peer: Peer, self: string | undefined): Promise<QuestionPeer> {
  const group = (id: string) => ({ remote: remoteGroup(id === self ? SELF : id) });
  if (typeof peer !== "string") return group(await idOf(groupIn(peer)));
  if (peer === "anywhere") return anyPeer;
  const id = peer === SELF ? SELF : parseId(peer);
  return id === undefined ? networkPeer(peer) : group(id);
}

/** A program without types can pass anything. */
function groupIn(peer: unknown): GroupResource {
  if (isGroup(peer)) return peer;
  throw new TypeError('from and to must be an address, a group (the resource itself), "self" or "anywhere"');
}
