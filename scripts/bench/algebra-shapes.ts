import { type Traffic, traffic } from "../../provider/traffic/traffic";

/** Numbers that look random and are the same in every run (a linear congruential generator). */
export function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

const tcp = (ports: { from: number; to: number }, remote?: { from: bigint; to: bigint }): Traffic =>
  traffic({ direction: "ingress", family: "IPv4", protocol: 6, ports, ...(remote && { remote }) });

const network = (address: number, prefix: number) => {
  const size = 2 ** (32 - prefix);
  const from = BigInt(Math.floor(address / size) * size);
  return { from, to: from + BigInt(size) - 1n };
};

/** Kinds of large rule sets that firewalls have: lists of networks, lists of ports, and both mixed. */
export const shapes: Readonly<Record<string, (count: number, seed: number) => Traffic[]>> = {
  "one port, many networks": (count, seed) => {
    const next = numbers(seed);
    return Array.from({ length: count }, () => tcp({ from: 443, to: 443 }, network(next(2 ** 32), 24)));
  },
  "from anywhere, many ports": (count, seed) => {
    const next = numbers(seed);
    return Array.from({ length: count }, () => next(65000)).map((port) =>
      tcp({ from: port, to: port + next(3) }),
    );
  },
  "many ports, many networks": (count, seed) => {
    const next = numbers(seed);
    return Array.from({ length: count }, () => next(2000)).map((port) =>
      tcp({ from: port, to: port + next(20) }, network(next(2 ** 32), 16 + next(17))),
    );
  },
};

/** Of the order of changes alone: each rule waits for each. */
export const allOverlapping = (count: number, seed: number): Traffic[] =>
  Array.from({ length: count }, (_, at) => tcp({ from: 1 + at, to: 6000 + at + seed }));
