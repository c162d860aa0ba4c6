/** A rule that both clouds have: TCP ports from a network. */
export interface BenchRule {
  readonly from: number;
  readonly to: number;
  readonly cidr: string;
}

const ANYWHERE = "0.0.0.0/0";
const host = (position: number) => `10.${position >> 16}.${(position >> 8) & 255}.${position & 255}/32`;
const many = (count: number, rule: (position: number) => BenchRule): BenchRule[] =>
  Array.from({ length: count }, (_, position) => rule(position));

/** The network of 10.0.0.0 with a prefix length from 8 to 31. */
const nested = (position: number) => `10.0.0.0/${8 + (position % 24)}`;

/**
 * Rule lists that firewalls have, and the worst that could be thought of, by the number of rules. `shift` gives another
 * list of the same shape, none of whose rules is in the first.
 */
export const checkShapes: Readonly<Record<string, (count: number, shift: number) => BenchRule[]>> = {
  "one port, many hosts": (count, shift) =>
    many(count, (at) => ({ from: 443 + shift, to: 443 + shift, cidr: host(at) })),
  "many ports, from anywhere": (count, shift) =>
    many(count, (at) => ({ from: 2 * at + 1 + shift, to: 2 * at + 1 + shift, cidr: ANYWHERE })),
  "overlapping ranges": (count, shift) =>
    many(count, (at) => ({ from: 10 * at + 1 + shift, to: 10 * at + 5000 + shift, cidr: ANYWHERE })),
  "nested ranges": (count, shift) =>
    many(count, (at) => ({ from: at + 1, to: 60_000 - at + shift, cidr: ANYWHERE })),
  "ranges that join": (count, shift) =>
    many(count, (at) => ({ from: 30 * at + 1 + 15 * shift, to: 30 * at + 30 + 15 * shift, cidr: ANYWHERE })),
  "nested networks and ports": (count, shift) =>
    many(count, (at) => ({ from: at + 1, to: at + 300 + shift, cidr: nested(at) })),
  "a grid of ports and networks": (count, shift) => {
    const side = Math.ceil(Math.sqrt(count));
    return many(count, (at) => {
      const [row, column] = [Math.floor(at / side), at % side];
      return { from: 100 * row + 1, to: 100 * row + 60 + shift, cidr: `10.${column}.0.0/16` };
    });
  },
  "half ranges from anywhere, half hosts": (count, shift) =>
    many(count, (at) =>
      at % 2 === 0
        ? { from: 20 * at + 1 + shift, to: 20 * at + 5000 + shift, cidr: ANYWHERE }
        : { from: 10 * at + 1 + shift, to: 10 * at + 30_000 + shift, cidr: host(at) },
    ),
};
