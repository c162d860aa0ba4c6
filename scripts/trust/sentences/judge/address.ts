export type Family = "IPv4" | "IPv6";

/** Addresses of a family in a row, both ends included. */
export interface Range {
  readonly family: Family;
  readonly from: bigint;
  readonly to: bigint;
}

const BITS = { IPv4: 32, IPv6: 128 } as const;

export const every = (family: Family): Range => ({ family, from: 0n, to: (1n << BigInt(BITS[family])) - 1n });

/** A network, a host, or `first-last`; undefined for any other text. */
export function readRange(text: string): Range | undefined {
  const [first = "", last] = text.split("-");
  if (last !== undefined) {
    const [from, to] = [readNetwork(first), readNetwork(last)];
    return from && to && { family: from.family, from: from.from, to: to.to };
  }
  return readNetwork(text);
}

function readNetwork(text: string): Range | undefined {
  const [address = "", mask] = text.split("/");
  const family: Family = address.includes(":") ? "IPv6" : "IPv4";
  const number = family === "IPv6" ? hextets(address) : octets(address);
  const length = mask === undefined ? BITS[family] : Number(mask);
  if (number === undefined || !/^\d*$/.test(mask ?? "") || length > BITS[family]) return undefined;
  const size = 1n << BigInt(BITS[family] - length);
  const from = number - (number % size);
  return { family, from, to: from + size - 1n };
}

function octets(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function hextets(text: string): bigint | undefined {
  const [head = "", tail, ...more] = text.split("::");
  const [before, after] = [head, tail ?? ""].map((part) => (part === "" ? [] : part.split(":")));
  if (before === undefined || after === undefined || more.length > 0) return undefined;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 0) return undefined;
  const all = [...before, ...Array<string>(missing).fill("0"), ...after];
  if (!all.every((part) => /^[\da-f]{1,4}$/i.test(part))) return undefined;
  return all.reduce((sum, part) => sum * 65536n + BigInt(`0x${part}`), 0n);
}
