import {
  bounds,
  type End,
  type Group,
  type Network,
  networks,
  type Question,
  type Rule,
  type Stack,
} from "./packet-model";

export type Random = () => number;

/** The same numbers for the same seed (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const below = (random: Random, count: number) => Math.floor(random() * count);
const oneOf = <T>(random: Random, items: readonly T[]): T => items[below(random, items.length)] as T;
const chance = (random: Random, part: number) => random() < part;
const some = <T>(random: Random, count: number, make: () => T): T[] =>
  Array.from({ length: below(random, count + 1) }, make);

function portRange(random: Random): readonly [number, number] {
  const [a, b] = [oneOf(random, bounds), oneOf(random, bounds)];
  return chance(random, 0.5) ? [a, a] : a < b ? [a, b] : [b, a];
}

function ruleIn(random: Random, groups: number): Rule {
  const family = chance(random, 0.75) ? "IPv4" : "IPv6";
  const direction = chance(random, 0.6) ? "ingress" : "egress";
  const level = chance(random, 0.9) ? "sure" : chance(random, 0.5) ? "doubtful" : "open";
  const own = networks.filter((one) => one.family === family);
  const protocol = oneOf(random, [undefined, 6, 6, 6, 17, 47]);
  const kind = random();
  const peer: Rule["peer"] =
    kind < 0.4 ? { group: below(random, groups) } : kind < 0.55 ? "anywhere" : oneOf(random, own);
  const hasPorts = (protocol === 6 || protocol === 17) && chance(random, 0.8);
  return {
    family,
    direction,
    level,
    peer,
    ...(protocol !== undefined && { protocol }),
    ...(hasPorts && { ports: portRange(random) }),
    ...(chance(random, 0.1) && { own: oneOf(random, own) }),
  };
}

/** Up to six groups with up to eight rules, and up to three servers in some of them. */
export function stackOf(random: Random): Stack {
  const count = 1 + below(random, 6);
  const groups = Array.from({ length: count }, (): Group => ({
    isOff: chance(random, 0.04),
    rules: some(random, 8, () => ruleIn(random, count)),
  }));
  const servers = some(random, 3, () => ({
    groups: [...groups.keys()].filter(() => chance(random, 0.5)),
    mayHaveOthers: chance(random, 0.2),
  })).filter((server) => server.groups.length > 0);
  return { groups, servers };
}

const known = (random: Random, family: Network["family"], part: number): Network[] =>
  chance(random, part)
    ? [
        oneOf(
          random,
          networks.filter((one) => one.family === family),
        ),
      ]
    : [];

function endOf(random: Random, stack: Stack, family: Network["family"], isOutside: boolean): End {
  if (isOutside)
    return chance(random, 0.5) ? { kind: "world" } : { kind: "network", networks: known(random, family, 1) };
  const addresses = known(random, family, 0.15);
  if (stack.servers.length > 0 && chance(random, 0.25))
    return { kind: "server", server: below(random, stack.servers.length), networks: addresses };
  const first = below(random, stack.groups.length);
  const groups = chance(random, 0.15) ? [...new Set([first, below(random, stack.groups.length)])] : [first];
  return { kind: "groups", groups, networks: addresses };
}

export function questionOf(random: Random, stack: Stack): Question {
  const family = chance(random, 0.8) ? "IPv4" : "IPv6";
  const kind = chance(random, 0.6) ? "never" : "always";
  const outside = random();
  const from = endOf(random, stack, family, outside < 0.3);
  const to = endOf(random, stack, family, outside > 0.85);
  const isNamed = [from, to].some((end) => end.kind !== "world" && end.networks.length > 0);
  const isLimited = isNamed || chance(random, 0.2);
  const protocol = oneOf(random, [undefined, 6, 6, 6, 17, 47]);
  return {
    kind,
    from,
    to,
    indirect: kind === "never" && chance(random, 0.3),
    asked: {
      families: isLimited ? [family] : kind === "always" ? ["IPv4"] : ["IPv4", "IPv6"],
      ...(protocol !== undefined && { protocol }),
      ...((protocol === 6 || protocol === 17) && chance(random, 0.8) && { ports: portRange(random) }),
    },
  };
}
