import { every, type Family, type Range } from "./address";
import { type Direction, inRange, type Limits, type Packet } from "./packet";

/** Numbers that look random and are always the same for a seed (mulberry32). */
export function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let one = Math.imul(state ^ (state >>> 15), 1 | state);
    one = (one + Math.imul(one ^ (one >>> 7), 61 | one)) ^ one;
    return ((one ^ (one >>> 14)) >>> 0) % below;
  };
}

/** How many packets are drawn from all edges together, in addition to those at the edges of each limit. */
const MIXED = 150;

/** Packets at, and right outside of, the edges of everything that rules and sentences name. */
export function samplePackets(all: readonly Limits[], groups: readonly string[], seed = 1): Packet[] {
  const pools = { IPv4: poolsOf(all, "IPv4"), IPv6: poolsOf(all, "IPv6") };
  const draw = numbers(seed);
  const pick = <T>(items: readonly T[]): T => items[draw(items.length)] as T;
  const packets: Packet[] = [];
  const others = [undefined, ...groups];
  const someOther = () => (groups.length === 0 ? [] : [pick(groups)]);
  /** Who of a rule's peers sends: besides those of a group that it names, one in no group, and one in any. */
  const members = (remote: Limits["remote"]) =>
    remote !== undefined && "group" in remote ? [remote.group, ...someOther()] : [undefined, ...someOther()];
  for (const limits of all)
    for (const family of limits.families) {
      const { remotes, locals, elsewhere } = pools[family];
      const own =
        isRange(limits.remote) && limits.remote.family === family
          ? edges(limits.remote)
          : [pick(remotes), pick(remotes), ...elsewhere];
      const local =
        limits.local && limits.local.family === family
          ? edges(limits.local)
          : [...new Set([locals[0] ?? 0n, pick(locals)])];
      const protocol = limits.protocols ? [limits.protocols.from, limits.protocols.to] : [6, 17, 200];
      for (const number of new Set(protocol))
        for (const port of limits.ports ? around(limits.ports, 65535) : [22, 5001])
          for (const remote of own)
            for (const group of members(limits.remote))
              packets.push({
                direction: limits.direction,
                family,
                protocol: number,
                port,
                code: limits.codes ? pick(around(limits.codes, 255)) : pick([0, 9]),
                remote,
                group,
                local: pick(local),
              });
    }
  for (let count = 0; count < MIXED; count += 1) {
    const family = pick(["IPv4", "IPv6"] as const);
    const { remotes, locals, protocols, ports } = pools[family];
    const [remote, local] = [pick(remotes), pick(locals)];
    const direction: Direction = draw(4) === 0 ? "egress" : "ingress";
    packets.push({
      direction,
      family,
      protocol: pick(protocols),
      port: pick(ports),
      code: pick([0, 9]),
      remote,
      group: pick([...others, undefined]),
      local,
    });
  }
  return packets;
}

const isRange = (remote: Limits["remote"]): remote is Range => remote !== undefined && "from" in remote;

function poolsOf(all: readonly Limits[], family: Family) {
  const some = all.filter(({ families }) => families.includes(family));
  const ranges = (ends: Limits["remote"][]) =>
    ends.filter(isRange).filter((range) => range.family === family);
  const outside = [every(family).to / 3n];
  const networks = ranges(some.map(({ remote }) => remote));
  const remotes = [...outside, ...networks.flatMap(edges)];
  const isElsewhere = (address: bigint) => !networks.some((range) => inRange(address, family, range));
  return {
    remotes,
    /** An address in none of the networks, where there is one: there a group alone counts. */
    elsewhere: remotes.filter(isElsewhere).slice(0, 1),
    locals: [...outside, ...ranges(some.map(({ local }) => local)).flatMap(edges)],
    protocols: [
      6,
      17,
      200,
      ...some.flatMap(({ protocols }) => (protocols ? [protocols.from, protocols.to] : [])),
    ],
    ports: [22, 5001, ...some.flatMap(({ ports }) => (ports ? around(ports, 65535) : []))],
  };
}

/** The ends of a range, and the addresses next to it. */
function edges(range: Range): bigint[] {
  const { to: most } = every(range.family);
  return [range.from - 1n, range.from, range.to, range.to + 1n].filter(
    (address) => address >= 0n && address <= most,
  );
}

const around = ({ from, to }: { from: number; to: number }, most: number): number[] =>
  [...new Set([from - 1, from, to, to + 1])].filter((value) => value >= 0 && value <= most);
