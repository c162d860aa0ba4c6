import { quoted } from "../text/printable";

/** A range of ports, both ends included; a single port is a range of one. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Why a value names no ports, as a sentence that ends in the remedy. */
export interface PortProblem {
  readonly problem: string;
}

const LOWEST = 1;
const HIGHEST = 65535;

/** How others write all ports. */
const ALL_PORTS = /^\s*(all|any|\*|-1|-1\s*-\s*-1|0\s*-\s*65535)\s*$/i;

/** Reads `443`, `"443"` or `"9100-9104"`. Ports go from 1 to 65535. */
export function parsePorts(value: unknown): PortRange | PortProblem {
  if (ALL_PORTS.test(textOf(value))) {
    return { problem: `ports ${quoted(value)} stand for all: leave the ports out` };
  }
  const [, first, last = first] = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(textOf(value)) ?? [];
  if (first === undefined) {
    const shown = `ports ${quoted(value)}`;
    return isSeveral(value)
      ? { problem: `${shown} are several: a rule has one port or one range, so write a rule for each` }
      : { problem: `${shown} is not a port or a range: write 443 or "9100-9104"` };
  }
  const range = { from: Number(first), to: Number(last) };
  const outside = [range.from, range.to].find((port) => port < LOWEST || port > HIGHEST);
  if (outside !== undefined) {
    return { problem: `port ${outside} is out of range: ports go from ${LOWEST} to ${HIGHEST}` };
  }
  if (range.from > range.to) {
    return { problem: `ports ${range.from}-${range.to} are reversed: write "${range.to}-${range.from}"` };
  }
  return range;
}

/** `443`, or `9100-9104`. */
export function portsText({ from, to }: PortRange): string {
  return from === to ? `${from}` : `${from}-${to}`;
}

const isSeveral = (value: unknown) =>
  Array.isArray(value) || (typeof value === "string" && /^\d[\d\s-]*,/.test(value.trim()));

const textOf = (value: unknown) => (typeof value === "string" || typeof value === "number" ? `${value}` : "");
